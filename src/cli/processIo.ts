/** The process's own doors for a command, and what ends it before its time: Ctrl+C, and a reader that went away (`| head`). */
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
    return (text: string): void => {
      if (!isGone) stream.write(text);
    };
  };
  return {
    stdout: writerTo(process.stdout),
    stderr: writerTo(process.stderr),
    interactive: process.stderr.isTTY,
    signal: stop.signal,
    serve: (command) => (served = command),
  };
}
