// `npm run bench`: whole optimizer steps of our engine beside PyTorch's on the same weights, ids and recipe. See scripts/bench/run.ts.
import { runShown } from './setup/command.mjs';
import { setUpNodeModules } from './setup/nodeModules.mjs';
import { setUpPython } from './setup/python.mjs';
import { reportFailure } from './setup/step.mjs';

try {
  await setUpNodeModules();
  await setUpPython();
  process.exitCode = await runShown(process.execPath, ['scripts/bench/run.ts', ...process.argv.slice(2)]);
} catch (error) {
  reportFailure(error);
}
