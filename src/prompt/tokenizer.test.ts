/** Decoding, odd text, and what happens to folders that are no model's. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EMBEDDED_FOLDER } from '../../test/support/tokenizers.ts';
import { loadTokenizer } from './tokenizer.ts';

const tokenizer = await loadTokenizer(EMBEDDED_FOLDER);
const folderWith = async (files: Record<string, string>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tunewright-tokenizer-'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
};

it('decodes whole characters only, as they come', () => {
  const { ids } = tokenizer.encode('a👍é');
  const decoder = tokenizer.createDecoder();
  const parts = [...[...ids].map((id) => decoder.push(id)), decoder.end()];
  expect(parts.filter((part) => part !== '')).toEqual(['a', '👍', 'é']);
  expect(parts.length).toBeGreaterThan(5);
});

it('ends a broken character with a replacement', () => {
  const { ids } = tokenizer.encode('👍');
  expect(tokenizer.decode(ids.subarray(0, ids.length - 1))).toBe('\ufffd');
});

it('encodes a lone surrogate as U+FFFD that keeps its one unit', () => {
  const lone = tokenizer.encode('a\ud83db');
  const replaced = tokenizer.encode('a\ufffdb');
  expect([...lone.ids]).toEqual([...replaced.ids]);
  expect([...lone.offsets]).toEqual([...replaced.offsets]);
});

it('refuses unknown ids', () => {
  expect(() => tokenizer.decode([4096])).toThrow('4096');
});

it('names what is wrong with a folder', async () => {
  const broken: [Record<string, string>, string][] = [
    [{}, 'tokenizer-missing'],
    [{ 'tokenizer.json': '{' }, 'tokenizer-invalid'],
    [{ 'tokenizer.json': '[]' }, 'tokenizer-invalid'],
    [{ 'tokenizer.json': '{"added_tokens":[{"id":-1,"content":"x"}]}' }, 'tokenizer-invalid'],
    [{ 'tokenizer.json': '{}' }, 'tokenizer-unsupported'],
    [{ 'tokenizer.json': '{"pre_tokenizer":{"type":"Whitespace"}}' }, 'tokenizer-unsupported'],
  ];
  for (const [files, code] of broken)
    await expect(loadTokenizer(await folderWith(files)), JSON.stringify(files)).rejects.toMatchObject({ code });
});
