/** Tokenizers for tests: the embedded one, and public ones where the shared data is. */
import { copyFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installFolder } from '../../src/common/entries.ts';
import { loadTokenizer, type Tokenizer } from '../../src/prompt/tokenizer.ts';
import { shared } from './shared.ts';

export const EMBEDDED_FOLDER = join(installFolder(), 'models', 'embedded');

/** A tokenizer.json of the shared data, in a folder of its own as a model has it. */
export const loadSharedTokenizer = (file: string): Promise<Tokenizer> => loadTokenizerFile(shared('lm', file));

/** Any tokenizer.json, in a folder of its own. */
export const loadTokenizerFile = async (path: string): Promise<Tokenizer> =>
  loadTokenizer(await folderOfTokenizer(path));

/** A folder with nothing but a tokenizer, and the end token it names. */
export async function folderOfTokenizer(path: string, endToken?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tunewright-tokenizer-'));
  await copyFile(path, join(folder, 'tokenizer.json'));
  if (endToken !== undefined)
    await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify({ eos_token: endToken }));
  return folder;
}
