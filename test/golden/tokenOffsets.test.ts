/** Ids and character offsets against the reference tokenizers (scripts/goldens/token_offsets.py). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTokenizer, type Tokenizer } from '../../src/prompt/tokenizer.ts';
import { hasShared } from '../support/shared.ts';
import { EMBEDDED_FOLDER, loadSharedTokenizer, loadTokenizerFile } from '../support/tokenizers.ts';

type Row = { ids: number[]; offsets: number[]; lost: boolean; spelled: boolean };
const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'data', 'token_offsets.json'), 'utf8')) as {
  texts: string[];
  tokenizers: Record<string, Row[]>;
};

/** Kinds that none of the others shows (scripts/goldens/tokenizer_kinds.py). */
const KINDS = join(import.meta.dirname, 'data', 'tokenizers');

type Case = [name: string, load: () => Promise<Tokenizer>, needsShared: boolean];
const CASES: Case[] = [
  ['embedded', () => loadTokenizer(EMBEDDED_FOLDER), false],
  ['gpt2', () => loadSharedTokenizer('gpt2_tokenizer.json'), true],
  ['mistral', () => loadSharedTokenizer('mistral_tokenizer.json'), true],
  ['torchtune', () => loadSharedTokenizer('torchtune_tiny_bpe_tokenizer.json'), true],
  ...readdirSync(KINDS).map((file): Case => [
    file.replace('.json', ''),
    () => loadTokenizerFile(join(KINDS, file)),
    false,
  ]),
];

describe.each(CASES)('%s', (name, load, needsShared) => {
  const skip = needsShared && !hasShared;
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    if (!skip) tokenizer = await load();
  });
  const rows = golden.texts.map((text, i) => [JSON.stringify(text), text, golden.tokenizers[name]![i]!] as const);

  it.skipIf(skip).each(rows)('%s', (_, text, row) => {
    if (row.spelled) {
      // The reference finds tokens here that only a template may write; the other vocabularies lack a character of these texts.
      if (name === 'unigram-bytes') expect(tokenizer.decode(tokenizer.encode(text).ids)).toBe(text);
      else expect(() => tokenizer.encode(text)).toThrow('cannot be encoded');
      return;
    }
    if (row.lost) {
      expect(() => tokenizer.encode(text)).toThrow('cannot be encoded');
      return;
    }
    const { ids, offsets } = tokenizer.encode(text);
    expect([...ids]).toEqual(row.ids);
    const isByte = (t: number): boolean =>
      name === 'unigram-bytes' && FIRST_BYTE <= ids[t]! && ids[t]! < FIRST_BYTE + 256;
    expect(explained({ ours: offsets, reference: row.offsets, text, isByte })).toEqual([...offsets]);
  });
});

/** Id of <0x00> in that vocabulary. */
const FIRST_BYTE = 3;

/** What stands for a space in the one kind that joins spaces. */
const SPACES = /[\s\u200b]{2,}/;

type Compared = { ours: Uint32Array; reference: readonly number[]; text: string; isByte: (t: number) => boolean };

/**
 * The reference's offsets, with its four habits undone: a space that the tokenizer inserts gets the first character's range
 * there and none here; a character that normalization composes, or a run of spaces that it makes one, gets
 * a part of its characters there and all of them here; the bytes of unknown characters in a row (Unigram) all have the range of the whole row there, and that of their character here.
 */
function explained({ ours, reference, text, isByte }: Compared): number[] {
  return reference.map((offset, i) => {
    const first = i - (i % 2);
    const [start, end] = [ours[first]!, ours[first + 1]!];
    const inserted = start === end && reference[first] === start;
    const written = text.slice(start, end);
    const composed = (written.normalize('NFC') !== written || SPACES.test(written)) && offset >= start && offset <= end;
    const fused = isByte(i >> 1) && reference[first]! <= start && end <= reference[first + 1]!;
    return inserted || composed || fused ? ours[i]! : offset;
  });
}
