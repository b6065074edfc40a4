/** Training as people start, stop and resume it: from the command line, and as a process of its own. */
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { trainCommand } from '../../src/cli/train.ts';
import { describeError, UserError } from '../../src/common/errors.ts';
import { launchTrainer } from '../../src/processes/launchTrainer.ts';
import { createRun } from '../../src/processes/newRun.ts';
import { preflight } from '../../src/processes/preflight.ts';
import { resolveRecipe } from '../../src/recipe/recipe.ts';
import { requestControl, type ControlRequest } from '../../src/runs/control.ts';
import { hashFile } from '../../src/runs/fingerprint.ts';
import { readRun } from '../../src/runs/list.ts';
import { isLockAlive, readLock, takeLock } from '../../src/runs/lock.ts';
import { runPaths } from '../../src/runs/runFolder.ts';
import { hasResult } from '../../src/runs/runModels.ts';
import { watchRun } from '../../src/runs/watchRun.ts';
import type { RunState } from '../../src/runs/replay.ts';
import type { RunEvent } from '../../src/training/events.ts';
import { runCli, startCli } from '../support/cli.ts';
import { makeTinyModelFolder } from '../support/tinyModelFolder.ts';
import {
  makeTinyRun,
  makeTinyWorkspace,
  startTrainer,
  tinySettings,
  type TinyWorkspace,
} from '../support/trainerChild.ts';

let folder: string;
let workspace: TinyWorkspace;
let referenceHash: string;
/** Long enough to be interrupted: about two seconds. */
const SETTINGS = { epochs: 40, checkpointEvery: 50, evaluateEvery: 25 };
const FLAGS = '--learning-rate 0.01 --rank 2 --alpha 4 --batch-tokens 128 --max-length 64 --threads 1'.split(' ');
const LONG = '--epochs 40 --checkpoint-every 50 --evaluate-every 25'.split(' ');

const place = (name: string): string => join(folder, name);
const resultHash = (run: string) => hashFile(join(runPaths(run).adapter, 'adapter_model.safetensors'));
const flags = () => ['--dataset', workspace.dataset, '--base', workspace.base, ...FLAGS];

/** Waits for a state of the run, as any reader sees it. */
const untilRun = (run: string, isThere: (state: Readonly<RunState>) => boolean): Promise<Readonly<RunState>> =>
  new Promise((resolve) => {
    const watch = watchRun(
      run,
      (state) => {
        if (!isThere(state)) return;
        watch.dispose();
        resolve(state);
      },
      10,
    );
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tw-train-'));
  workspace = await makeTinyWorkspace(folder);
  const run = await makeTinyRun(workspace, place('reference'), SETTINGS);
  expect(await startTrainer(run).ended).toMatchObject({ code: 0 });
  referenceHash = await resultHash(run);
});
afterAll(() => rm(folder, { recursive: true }));

const launched: number[] = [];
afterEach(() => {
  for (const pid of launched.splice(0))
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
});
const launch = async (run: string) => {
  const { pid } = await launchTrainer(run);
  launched.push(pid);
  return pid;
};

test('train says what it does, tells events, and runs lists the run beside its dataset', async () => {
  await appendFile(workspace.dataset, '{"instruction": "no output"}\n{broken\n');
  const { code, stdout, stderr } = await runCli(['train', ...flags(), '--epochs', '2', '--json']);
  expect(stderr).toContain('26 rows, 22 to learn from, 2 kept back to measure');
  expect(stderr).toMatch(/Skipped +1 row: The row is not valid JSON\. \[json-syntax\] \(row 26\)/);
  expect(stderr).toMatch(/Validation loss [\d.]+ → [\d.]+ \(−\d+ %\)/);
  expect(code).toBe(0);
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  expect(events[0]).toMatchObject({ type: 'started', trainRows: 22, validationRows: 2, skippedRows: 2 });
  expect(events.at(-1)).toMatchObject({ type: 'finished', reason: 'completed', result: 'adapter' });

  const [name] = await readdir(join(folder, '.tunewright', 'runs'));
  const run = join(folder, '.tunewright', 'runs', name!);
  expect(await readFile(runPaths(run).events, 'utf8')).toBe(stdout);
  const listed = await runCli(['runs', folder, '--json']);
  expect(JSON.parse(listed.stdout)).toMatchObject({
    runs: expect.arrayContaining([
      expect.objectContaining({ folder: run, status: 'finished', name: 'tiny' }),
    ]) as unknown,
    unreadable: [],
  });
  const rows = events.flatMap((event) => (event.type === 'step' ? event.rows : []));
  expect(Math.max(...rows.map(({ row }) => row))).toBeLessThanOrEqual(24);
  expect(await readdir(join(folder, '.tunewright', 'data'))).toHaveLength(1);
});

test('Ctrl+C saves and stops; the run resumes to the same bits from anywhere', async () => {
  const run = place('interrupted');
  const cli = startCli(['train', ...flags(), ...LONG, '--out', run]);
  await untilRun(run, ({ step }) => step >= 60);
  cli.child.kill('SIGINT');
  const stopped = await cli.ended;
  expect(stopped.stderr).toContain(`Go on with: tunewright train --resume "${run}"`);
  expect(stopped.code).toBe(130);
  const { state } = await readRun(run);
  expect(state.status).toBe('stopped');
  expect(state.step).toBeLessThan(state.started!.totalSteps);

  const resumed = await runCli(['train', '--resume', run], { cwd: tmpdir() });
  expect(resumed.stderr).toContain(`from step ${state.step} of ${state.started!.totalSteps}`);
  expect(resumed.code).toBe(0);
  expect(await resultHash(run)).toBe(referenceHash);

  const again = await runCli(['train', '--resume', run]);
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('is finished') as string });
  expect(again.stderr).not.toContain('Resuming');
});

test('a run that went on and was killed does not answer with what it saved when it was stopped', async () => {
  const run = place('overtaken');
  const cli = startCli(['train', ...flags(), '--epochs', '1000', '--out', run]);
  await untilRun(run, ({ step }) => step > 0);
  cli.child.kill('SIGINT');
  await cli.ended;
  expect(await hasResult(run)).toBe(true);
  const { state } = await readRun(run);
  const trainer = startTrainer(run);
  await untilRun(run, ({ step }) => step > state.step);
  trainer.child.kill('SIGKILL');
  await trainer.ended;
  expect(await hasResult(run)).toBe(false);
});

test('when the reader of the events goes away, the run is saved and stops, and that is no success', async () => {
  const run = place('unread');
  const cli = startCli(['train', ...flags(), '--epochs', '1000', '--out', run, '--json']);
  await untilRun(run, ({ step }) => step > 0);
  cli.child.stdout.destroy();
  expect(await cli.ended).toMatchObject({ code: 130, stderr: expect.stringContaining('Stopped and saved') as string });
  expect((await readRun(run)).state).toMatchObject({ status: 'stopped', finished: { result: 'adapter' } });
});

test('a detached trainer outlives its launcher, hears pause, continue and stop, and is alone', async () => {
  const run = await makeTinyRun(workspace, place('detached'), SETTINGS);
  const ask = (request: ControlRequest) => requestControl(run, request);
  await launch(run);
  await ask('pause');
  const paused = await untilRun(run, ({ status }) => status === 'paused');
  expect(await startTrainer(run).ended).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Another trainer') as string,
  });
  expect(paused.checkpoints.at(-1)?.step).toBe(paused.step);
  await ask('continue');
  await untilRun(run, ({ status, step }) => status === 'running' && step > paused.step);
  await ask('stop');
  await untilRun(run, ({ status }) => status === 'stopped');
  await untilUnlocked(run);
  await expect(ask('stop')).rejects.toMatchObject({ code: 'run-not-running' });
  await launch(run);
  await untilRun(run, ({ status }) => status === 'finished');
  await untilUnlocked(run);
  expect(await resultHash(run)).toBe(referenceHash);
});

const untilUnlocked = async (run: string): Promise<void> => {
  while (isLockAlive(await readLock(runPaths(run).lock))) await new Promise((resolve) => setImmediate(resolve));
};

test('what is taken back takes nothing from others: a trainer at work, a run with the same rows', async () => {
  const values = tinySettings(workspace);
  const plan = await preflight(resolveRecipe([{ source: 'flag', values }]));
  const home = { workspace: place('shared') };
  const first = await createRun(plan, home);
  const second = await createRun(plan, home);
  const names = await tree(home.workspace);
  const lock = await takeLock(first.paths.lock);
  await first.discard();
  await lock.release();
  expect(await tree(home.workspace)).toEqual(names);
  await first.discard();
  expect(await readdir(join(home.workspace, '.tunewright', 'data'))).toHaveLength(1);
  await second.discard();
});

test('SIGTERM stops and saves', async () => {
  const run = await makeTinyRun(workspace, place('terminated'), SETTINGS);
  const trainer = startTrainer(run);
  await untilRun(run, ({ step }) => step > 0);
  trainer.child.kill('SIGTERM');
  expect(await trainer.ended).toMatchObject({ code: 0 });
  expect((await readRun(run)).state).toMatchObject({ status: 'stopped', finished: { result: 'adapter' } });
});

test('a trainer whose lock is taken stops without another word', async () => {
  const run = await makeTinyRun(workspace, place('stolen'), { ...SETTINGS, epochs: 1000 });
  const paths = runPaths(run);
  const trainer = startTrainer(run);
  await untilRun(run, ({ step }) => step > 0);
  const thief = JSON.stringify({ pid: process.pid, host: 'elsewhere', bootId: 'b', token: 'thief' });
  await writeFile(paths.lock, thief);
  expect(await trainer.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('no longer owns') as string });
  expect(await readFile(paths.lock, 'utf8')).toBe(thief);
  expect((await readRun(run)).state).toMatchObject({ status: 'running', failed: undefined });
});

test('a run goes on only with the base it began with, and then does', async () => {
  const base = await makeTinyModelFolder(place('changing'));
  const run = await makeTinyRun({ ...workspace, base }, place('changed'), { ...SETTINGS, maxSteps: 30 });
  const trainer = startTrainer(run);
  await untilRun(run, ({ step }) => step > 0);
  trainer.child.kill('SIGKILL');
  await trainer.ended;
  await makeTinyModelFolder(base, 2);
  await expect(launchTrainer(run)).rejects.toMatchObject({ code: 'run-changed' });
  expect((await readRun(run)).state.status).toBe('failed');
  await makeTinyModelFolder(base);
  expect(await startTrainer(run).ended).toMatchObject({ code: 0 });
  expect((await readRun(run)).state.status).toBe('finished');
});

test('--dry-run writes nothing, and takes a text that is not saved', async () => {
  const dataset = place('unsaved.jsonl');
  const { code, stdout } = await runCli(
    ['train', '--dataset', dataset, '--base', workspace.base, ...FLAGS, '--dry-run', '--json', '--stdin'],
    { stdin: '{"instruction":"a","output":"b"}\n\n{"instruction":"c","output":"d"}\n' },
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ rows: 2, trainRows: 1, validationRows: 1, settings: { rank: 2 } });
  expect(await readdir(folder)).not.toContain('unsaved.jsonl');
});

describe('what cannot start says why and leaves nothing behind', () => {
  const bad = (name: string) => join(folder, 'bad', name);
  const good = { instruction: 'q', output: 'a' };

  beforeAll(async () => {
    await mkdir(bad('full-folder'), { recursive: true });
    await writeFile(bad('full-folder/something'), '');
    await mkdir(bad('nothing'));
    await writeFile(bad('empty.jsonl'), '');
    await writeFile(bad('invalid.jsonl'), '{"instruction":"a"}\n{"instruction":"b"}\n');
    await writeFile(bad('unsupervised.jsonl'), '{"instruction":"a","output":""}\n');
    await writeFile(bad('unknown.jsonl'), '{"question":"a","answer":"b"}\n{"question":"c","answer":"d"}\n');
    await writeFile(bad('good.jsonl'), `${JSON.stringify(good)}\n`.repeat(3));
    await truncate(join(await makeTinyModelFolder(bad('truncated')), 'model.safetensors'), 5000);
    const config = join(await makeTinyModelFolder(bad('mamba')), 'config.json');
    await writeFile(
      config,
      (await readFile(config, 'utf8')).replaceAll('LlamaForCausalLM', 'MambaForCausalLM').replace('"llama"', '"mamba"'),
    );
  });

  test.each([
    ['no dataset', { dataset: 'absent.jsonl' }, /no file at .*absent\.jsonl/],
    ['an empty dataset', { dataset: 'empty.jsonl' }, /has no rows/],
    ['rows that are all invalid', { dataset: 'invalid.jsonl' }, /2 rows: .*output/],
    ['rows without trained tokens', { dataset: 'unsupervised.jsonl' }, /No row of the dataset can be trained on/],
    ['columns of its own', { dataset: 'unknown.jsonl' }, /--columns question=instruction,answer=output/],
    ['a folder that is no model', { base: 'nothing' }, /has no config\.json/],
    ['truncated weights', { base: 'truncated' }, /model\.safetensors/],
    ['an unknown architecture', { base: 'mamba' }, /[Mm]amba/],
    ['an --out that is not empty', { out: 'full-folder' }, /not empty/],
  ])(
    '%s',
    async (_, { dataset = 'good.jsonl', base, out }: { dataset?: string; base?: string; out?: string }, message) => {
      const before = await tree(bad('.'));
      const said: string[] = [];
      const io = {
        stdout: (text: string) => said.push(text),
        stderr: () => undefined,
        interactive: false,
        drained: () => Promise.resolve(),
        signal: new AbortController().signal,
      };
      const args = ['--dataset', bad(dataset), '--base', base === undefined ? workspace.base : bad(base), ...FLAGS];
      const failure: unknown = await trainCommand
        .run([...args, ...(out === undefined ? [] : ['--out', bad(out)])], io)
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(UserError);
      expect(describeError(failure)).toMatch(message);
      expect(said).toEqual([]);
      expect(await tree(bad('.'))).toEqual(before);
    },
  );
});

const tree = async (path: string): Promise<string[]> => (await readdir(path, { recursive: true })).sort();
