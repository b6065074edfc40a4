// Other programs: run to the end, with their output shown or kept for the error message.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupError } from './step.mjs';

const TAIL_CHARACTERS = 3000;

/** Runs a program with its output shown; resolves with its exit code. */
export function runShown(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', ...options });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal === null ? code : 1));
  });
}

/** Runs a program quietly; a failure carries the end of its output. Resolves with its standard output. */
export function runQuietly(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      output = (output + text).slice(-TAIL_CHARACTERS);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-TAIL_CHARACTERS)));
    child.on('error', (error) => reject(new SetupError(`${program} could not be started: ${error.message}`)));
    child.on('close', (code) =>
      code === 0
        ? resolve(stdout)
        : reject(new SetupError(`"${[program, ...args].join(' ')}" ended with code ${code}:\n${output.trim()}`)),
    );
  });
}

/** How to start npm without a shell: [program, ...first arguments]. `node` is the Node that npm shall run on. */
export function npmCommand(node = process.execPath) {
  const besideNode = dirname(process.execPath);
  const candidates = [
    process.env.npm_execpath,
    join(besideNode, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(besideNode, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const script = candidates.find((path) => path?.endsWith('npm-cli.js') && existsSync(path));
  return script === undefined ? ['npm'] : [node, script];
}
