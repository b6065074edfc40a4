/** Tokenizers for tests: the embedded one, and public ones where the shared data is. */
import { copyFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installFolder } from '../../src/common/entries.ts';
import { loadTokenizer, type Tokenizer } from '../../src/prompt/tokenizer.ts';
import { shared } from './shared.ts';

export const EMBEDDED_FOLDER = join(installFolder(), 'models', 'embedded');

/** A tokenizer.json of the shared data, in a folder of its own as a model has it. */
export const loadSharedTokenizer = (file: string): Promise<Tokenizer> => loadTokenizerFile(shared('lm', file));

/** Any tokenizer.json, in a folder of its own. */
export async function loadTokenizerFile(path: string): Promise<Tokenizer> {
  const folder = await mkdtemp(join(tmpdir(), 'tunewright-tokenizer-'));
  await copyFile(path, join(folder, 'tokenizer.json'));
  return loadTokenizer(folder);
}
