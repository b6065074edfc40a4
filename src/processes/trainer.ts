/** Entry of the trainer child: `trainer RUN_DIR`. Owns one run; survives the window that started it. Everything it prints is in trainer.log. */
import { describeError } from '../common/errors.ts';
import { loadRuntime } from '../compile/session.ts';
import { NO_ENGINE, PROBE_FLAG } from './nodeExecutable.ts';
import { trainRun } from './trainRun.ts';

async function main(folder: string): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  const crashed = new Promise<never>((_, reject) => process.on('uncaughtException', reject));
  const end = await trainRun(folder, { stop: stop.signal, crashed });
  if (end.type === 'finished') return 0;
  process.stderr.write(`${end.message} ${end.next}\n`);
  return 1;
}

async function probe(): Promise<number> {
  process.stdout.write(`${process.versions.node}\n`);
  try {
    await loadRuntime();
    return 0;
  } catch (error) {
    process.stderr.write(`${describeError(error instanceof Error ? error.cause : error)}\n`);
    return NO_ENGINE;
  }
}

const [argument] = process.argv.slice(2);
if (argument === undefined) {
  process.stderr.write('Usage: trainer RUN_DIR\n');
  process.exitCode = 2;
} else {
  (argument === PROBE_FLAG ? probe() : main(argument)).then(
    // Idle worker threads of the engine must not keep a finished trainer alive.
    (code) => process.exit(code),
    (error: unknown) => {
      process.stderr.write(`${describeError(error)}\n`);
      process.exit(1);
    },
  );
}
