// `npm start`: builds and packages the extension and opens it on a copy of the examples, in a real VS Code.
import { join } from 'node:path';
import { cacheFolder } from './setup/cache.mjs';
import { runQuietly } from './setup/command.mjs';
import { step } from './setup/step.mjs';
import { runScript, setUp } from './setup.mjs';
import { findDesktopCode, openDesktop } from './start/desktop.mjs';
import { copyExamples } from './start/examples.mjs';
import { openServed } from './start/served.mjs';

const ROOT = join(import.meta.dirname, '..');

await runScript(import.meta.filename, async () => {
  const code = findDesktopCode();
  if (code === undefined) await setUp(['editor']);
  const home = join(cacheFolder(), 'start');
  const place = { vsix: join(home, 'tunewright.vsix'), folder: join(home, 'examples'), profile: join(home, 'profile') };

  await step('Extension', async () => {
    await runQuietly(process.execPath, [join(ROOT, 'scripts', 'package.mjs'), '--out', place.vsix]);
    return 'built and packaged';
  });
  await step('Examples', async () => {
    const kept = await copyExamples(join(ROOT, 'examples'), place.folder);
    const words = `in ${place.folder}`;
    return kept.length === 0 ? words : `${words}; your changes to ${kept.join(', ')} were kept`;
  });
  const editor = await (code === undefined ? openServed(place) : openDesktop(code, place));

  const interrupted = new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  console.log(`
${editor.words}

Three things to try:
  1. Open support-bot/train.instruct.jsonl, break a row, and look at what is marked.
  2. Press F1 and choose "Tunewright: Fine-tune Model". The panel shows how training goes.
  3. Then choose "Tunewright: Open Playground" and ask base and tuned the same question.

Press Ctrl+C here to end it all.`);
  await Promise.race([editor.closed, interrupted]);
  await editor.end();
  console.log('Ended.');
});
