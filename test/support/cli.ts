/** Runs the real command line as a child process, from the sources. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { entryPath } from '../../src/common/entries.ts';

export type CliResult = { code: number | null; stdout: string; stderr: string };
export type CliOptions = { cwd?: string; env?: NodeJS.ProcessEnv; stdin?: string };

export const runCli = (args: string[], options: CliOptions = {}): Promise<CliResult> => startCli(args, options).ended;

/** For tests that do something to it while it runs. */
export function startCli(
  args: string[],
  options: CliOptions = {},
): { child: ChildProcessWithoutNullStreams; ended: Promise<CliResult> } {
  const child = spawn(process.execPath, [entryPath('cli'), ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: 'pipe',
  });
  const ended = new Promise<CliResult>((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  child.stdin.end(options.stdin ?? '');
  return { child, ended };
}
