/** Runs in folders of their own, and the real trainer as a child that can be killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { entryPath } from '../../src/common/entries.ts';
import { createRun } from '../../src/processes/newRun.ts';
import { preflight } from '../../src/processes/preflight.ts';
import { resolveRecipe, type Recipe } from '../../src/recipe/recipe.ts';
import { makeTinyModelFolder, tinyDataset } from './tinyModelFolder.ts';

export type TinyWorkspace = { dataset: string; base: string };

export async function makeTinyWorkspace(folder: string, nRows = 24): Promise<TinyWorkspace> {
  const dataset = join(folder, 'tiny.jsonl');
  await writeFile(dataset, tinyDataset(nRows));
  return { dataset, base: await makeTinyModelFolder(join(folder, 'base')) };
}

/** Settings under which the tiny model trains about a hundred steps a second. */
export const tinySettings = ({ dataset, base }: TinyWorkspace): Partial<Recipe> => ({
  dataset,
  base,
  learningRate: 0.01,
  rank: 2,
  alpha: 4,
  batchTokens: 128,
  maxLength: 64,
  threads: 1,
});

/** A run folder that is ready for its trainer. */
export async function makeTinyRun(
  workspace: TinyWorkspace,
  out: string,
  settings: Partial<Recipe> = {},
): Promise<string> {
  const values = { ...tinySettings(workspace), ...settings };
  const plan = await preflight(resolveRecipe([{ source: 'flag', values }]));
  const { paths } = await createRun(plan, { out });
  return paths.root;
}

export type Trainer = {
  child: ChildProcess;
  /** Resolves at the end of the process. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; stderr: string }>;
};

export function startTrainer(run: string, env: NodeJS.ProcessEnv = {}): Trainer {
  const child = spawn(process.execPath, [entryPath('trainer'), run], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    stderr,
  }));
  return { child, ended };
}

/** Waits until `look` gives something, or throws when the trainer ends first. */
export async function until<T>(trainer: Trainer, look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (trainer.child.exitCode !== null || trainer.child.signalCode !== null)
      throw new Error(`the trainer ended first: ${(await trainer.ended).stderr}`);
    await delay(5);
  }
}

/** The text of a file, or undefined while it is not there. */
export const textOf = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);
