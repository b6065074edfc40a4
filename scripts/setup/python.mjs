// The Python side of the peer tests: PyTorch, Transformers, PEFT, Datasets and TRL in a virtual environment in the cache folder.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './cache.mjs';
import { runQuietly } from './command.mjs';
import { step } from './step.mjs';

// torch comes first and alone: its wheel decides which others fit.
const TORCH = 'torch==2.13.0';
const OTHERS = [
  'transformers==5.23.0',
  'peft==0.21.2',
  'safetensors==0.8.0',
  'tokenizers==0.23.3',
  'numpy',
  'datasets==5.2.0',
  'trl==1.16.0',
];
const WANTED = [TORCH, ...OTHERS].join('\n');

const folder = () => join(cacheFolder(), 'python');
/** Where its interpreter is, once set up. */
export const pythonPath = () =>
  process.platform === 'win32' ? join(folder(), 'Scripts', 'python.exe') : join(folder(), 'bin', 'python');
const marker = () => join(folder(), 'tunewright-packages.txt');

export const setUpPython = () =>
  step('Python peers', async () => {
    if (existsSync(marker()) && (await readFile(marker(), 'utf8')) === WANTED) return `already there, in ${folder()}`;
    await mkdir(cacheFolder(), { recursive: true });
    // A virtual environment knows its own path, so it cannot be made aside and renamed; the marker says that it is whole.
    if (!existsSync(pythonPath()))
      await runQuietly(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', folder()]);
    await pip(TORCH);
    await pip(...OTHERS);
    await writeFile(marker(), WANTED);
    return `PyTorch, Transformers, PEFT, Datasets and TRL are in ${folder()}`;
  });

const pip = (...packages) =>
  runQuietly(pythonPath(), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
