/** The tools that users have on the Python side, asked for their answer: PyTorch, Transformers, PEFT. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { pythonPath } from '../../scripts/setup/python.mjs';

/** Guard suites with `describe.skipIf(!hasPython)`; `npm test` sets it up. */
export const hasPython = existsSync(pythonPath());
if (!hasPython) console.warn(`Skipped: there is no Python environment at ${pythonPath()}; "npm run setup" makes it.`);

/** Runs a program that prints one JSON value; `args` are its sys.argv[1:]. */
export async function askPython(program: string, ...args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(pythonPath(), ['-c', program, ...args], {
    env: { ...process.env, HF_HUB_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false', OMP_NUM_THREADS: '2' },
    maxBuffer: 64 * 2 ** 20,
  });
  return JSON.parse(stdout);
}
