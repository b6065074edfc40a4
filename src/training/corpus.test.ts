import { join } from 'node:path';
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installFolder } from '../common/entries.ts';
import { loadTokenizer, type Tokenizer } from '../prompt/tokenizer.ts';
import { makeCorpus, readDocuments } from './corpus.ts';

let folder = '';
let tokenizer: Tokenizer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'corpus-'));
  tokenizer = await loadTokenizer(join(installFolder(), 'models', 'embedded'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('readDocuments', () => {
  test('divides at lines of <|endoftext|>, in plain and gzipped files', async () => {
    const plain = join(folder, 'a.txt');
    const zipped = join(folder, 'b.txt.gz');
    await writeFile(plain, 'One.\nTwo.\n<|endoftext|>\n\nThree, not <|endoftext|> here.\n<|endoftext|>\n');
    await writeFile(zipped, gzipSync('Four.\r\n<|endoftext|>\r\nFive.'));
    const documents = await readDocuments([plain, zipped]);
    expect(documents.map(({ text }) => text)).toEqual([
      'One.\nTwo.',
      'Three, not <|endoftext|> here.',
      'Four.',
      'Five.',
    ]);
    await expect(readDocuments([join(folder, 'none.txt')])).rejects.toThrow('There is no file');
  });
});

describe('makeCorpus', () => {
  const documents = Array.from({ length: 40 }, (_, i) => ({
    text: `The ${i}th document tells of ${i} ducks and ${i + 1} geese.`,
    rowHash: `document ${i}`,
  }));

  test('predicts every held-out token once, and every full window of the rest', () => {
    const corpus = makeCorpus(documents, tokenizer, 16, 1);
    const joined = (rows: { ids: Int32Array }[]): number[] => rows.flatMap(({ ids }) => [...ids.subarray(1)]);
    const text = tokenizer.decode(joined(corpus.validation));
    expect(text).toMatch(/^The \d+th document tells of \d+ ducks and \d+ geese\.<\|endoftext\|>$/);
    expect(corpus.validationBytes).toBe(text.length - '<|endoftext|>'.length);
    expect(corpus.train.every(({ ids, nSupervised }) => ids.length === 17 && nSupervised === 16)).toBe(true);
    expect(corpus.train).toHaveLength(Math.floor((corpus.trainTokens - 1) / 16));
    expect(tokenizer.decode(joined(corpus.train))).not.toContain(text);
  });

  test('says so when the text does not fill one context', () => {
    expect(() => makeCorpus(documents.slice(0, 2), tokenizer, 512, 1)).toThrow('not one context of 512 is full');
  });
});
