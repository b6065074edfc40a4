/** The command line as it ships: from an unpacked VSIX, under the oldest Node that we promise. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNode } from '../support/otherNode.ts';
import { unzip } from '../support/unzip.ts';
import { packagedVsix } from '../support/vsix.ts';
import { PRODUCT } from '../../src/common/product.ts';

const node20 = findNode(20);
if (node20 === undefined) console.warn('Skipped: the packaged command line, because no Node 20 is on PATH.');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tw-vsix-'));
  await unzip(await packagedVsix(), folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const installed = (...parts: string[]): string => join(folder, 'extension', ...parts);

describe.skipIf(node20 === undefined)('the packaged command line under Node 20', () => {
  const cli = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      execFile(node20!, [installed('dist', 'cli.cjs'), ...args], (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });

  it('says its version', async () => {
    expect(await cli('--version')).toEqual({ code: 0, stdout: `${PRODUCT.version}\n`, stderr: '' });
  });

  it('checks a file', async () => {
    const file = join(folder, 'faulty.instruct.jsonl');
    await writeFile(file, '{"instruction": "a", "output": "b"}\n{"instruction": "a"}\n');
    const { code, stdout } = await cli('check', file, '--json');
    const { files } = JSON.parse(stdout) as { files: { format: string; problems: { code: string; line: number }[] }[] };
    expect(code).toBe(1);
    expect(files[0]).toMatchObject({ format: 'alpaca' });
    expect(files[0]?.problems).toContainEqual(expect.objectContaining({ code: 'missing-field', line: 2 }));
  });

  it('trains two steps on the embedded model', { timeout: 200_000 }, async () => {
    const rows = Array.from({ length: 8 }, (_, i) =>
      JSON.stringify({ instruction: `Say ${i}.`, output: `It is ${i}.` }),
    );
    const file = join(folder, 'tiny.instruct.jsonl');
    await writeFile(file, `${rows.join('\n')}\n`);
    const out = join(folder, 'run');
    const size = ['--epochs', '1', '--batch-tokens', '128', '--threads', '1'];
    const { code, stderr } = await cli('train', '--dataset', file, '--base', 'embedded', '--out', out, ...size);
    expect(stderr).not.toContain('Error');
    expect(code).toBe(0);
    expect(existsSync(join(out, 'model', 'model.safetensors'))).toBe(true);
  });
});

describe('the package', () => {
  it('holds what it needs and nothing of the workshop', async () => {
    for (const name of [
      'readme.md',
      'changelog.md',
      'LICENSE.txt',
      'THIRD-PARTY-NOTICES.txt',
      'models/embedded/config.json',
    ])
      expect(existsSync(installed(...name.split('/'))), name).toBe(true);
    for (const name of ['src', 'test', 'scripts', 'node_modules', 'tsconfig.json'])
      expect(existsSync(installed(name)), name).toBe(false);
    const notices = await readFile(installed('THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of ['onnxruntime-node', '@tensorflow/tfjs-core', '@huggingface/tokenizers', 'uplot'])
      expect(notices, name).toMatch(new RegExp(`^${name} \\d`, 'm'));
  });
});
