// `npm run bench:dataset`: checking datasets, the language server's answers, and tokenizing, in MB/s beside the libraries'. See scripts/bench/.
import { existsSync } from 'node:fs';
import { runShown } from './setup/command.mjs';
import { setUpNodeModules } from './setup/nodeModules.mjs';
import { reportFailure } from './setup/step.mjs';

const PARTS = [
  'scripts/bench/dataset.ts',
  'scripts/bench/nearDuplicates.ts',
  'scripts/bench/languageServer.ts',
  'scripts/bench/tokenize.ts',
];

try {
  await setUpNodeModules();
  for (const part of PARTS.filter((path) => existsSync(path)))
    process.exitCode = (await runShown(process.execPath, [part, ...process.argv.slice(2)])) || process.exitCode;
} catch (error) {
  reportFailure(error);
}
