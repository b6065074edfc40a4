/** The process's own doors for a command, and what ends it before its time: Ctrl+C, and a reader that went away (`| head`). */
import { once } from 'node:events';
import type { CliCommand, CliIo } from './command.ts';

export type ProcessIo = CliIo & {
  /** From now on it is this command that is ended. */
  serve(command: CliCommand): void;
};

export function createProcessIo(): ProcessIo {
  const stop = new AbortController();
  let served: CliCommand | undefined;
  let nInterrupts = 0;
  const end = (exitCode: number): void => {
    if (served?.stopsInOrder === true) stop.abort();
    else process.exit(exitCode);
  };
  process.on('SIGINT', () => {
    nInterrupts++;
    if (nInterrupts > 1) process.exit(130);
    end(130);
  });
  const writerTo = (stream: NodeJS.WriteStream) => {
    let isGone = false;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      isGone = true;
      end(error.code === 'EPIPE' ? 0 : 1);
    });
    return {
      write: (text: string): void => {
        if (!isGone) stream.write(text);
      },
      isFull: (): boolean => !isGone && stream.writableNeedDrain,
    };
  };
  const stdout = writerTo(process.stdout);
  return {
    stdout: stdout.write,
    stderr: writerTo(process.stderr).write,
    drained: async () => {
      if (stdout.isFull()) await once(process.stdout, 'drain');
    },
    interactive: process.stderr.isTTY,
    signal: stop.signal,
    serve: (command) => (served = command),
  };
}
