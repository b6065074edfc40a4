/** Ids and character offsets against the reference tokenizers (scripts/goldens/token_offsets.py). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTokenizer, type Tokenizer } from '../../src/prompt/tokenizer.ts';
import { hasShared } from '../support/shared.ts';
import { EMBEDDED_FOLDER, loadSharedTokenizer } from '../support/tokenizers.ts';

type Row = { ids: number[]; offsets: number[]; lost: boolean };
const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'data', 'token_offsets.json'), 'utf8')) as {
  texts: string[];
  tokenizers: Record<string, Row[]>;
};

const CASES: [name: string, load: () => Promise<Tokenizer>, needsShared: boolean][] = [
  ['embedded', () => loadTokenizer(EMBEDDED_FOLDER), false],
  ['gpt2', () => loadSharedTokenizer('gpt2_tokenizer.json'), true],
  ['mistral', () => loadSharedTokenizer('mistral_tokenizer.json'), true],
  ['torchtune', () => loadSharedTokenizer('torchtune_tiny_bpe_tokenizer.json'), true],
];

describe.each(CASES)('%s', (name, load, needsShared) => {
  const skip = needsShared && !hasShared;
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    if (!skip) tokenizer = await load();
  });
  const rows = golden.texts.map((text, i) => [JSON.stringify(text), text, golden.tokenizers[name]![i]!] as const);

  it.skipIf(skip).each(rows)('%s', (_, text, row) => {
    if (row.lost) {
      expect(() => tokenizer.encode(text)).toThrow('cannot be encoded');
      return;
    }
    const { ids, offsets } = tokenizer.encode(text);
    expect([...ids]).toEqual(row.ids);
    expect(explained(offsets, row.offsets, text)).toEqual([...offsets]);
  });
});

/**
 * The reference's offsets, with its two habits undone: a space that the tokenizer inserts gets the first character's range
 * there and none here; a character that normalization composes gets a part of its letters there and all of them here.
 */
function explained(ours: Uint32Array, reference: readonly number[], text: string): number[] {
  return reference.map((offset, i) => {
    const [start, end] = [ours[i - (i % 2)]!, ours[i - (i % 2) + 1]!];
    const inserted = start === end && reference[i - (i % 2)] === start;
    const composed =
      text.slice(start, end).normalize('NFC') !== text.slice(start, end) && offset >= start && offset <= end;
    return inserted || composed ? ours[i]! : offset;
  });
}
