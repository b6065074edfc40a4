/** Random Unicode text: ids equal to the library's, ranges that cover the text, and every range spelled by its ids. */
import fc from 'fast-check';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readDefinition, referenceTokenizer, type ReferenceTokenizer } from '../../test/support/referenceTokenizer.ts';
import { hasShared, shared } from '../../test/support/shared.ts';
import { EMBEDDED_FOLDER } from '../../test/support/tokenizers.ts';
import { loadTokenizer, type Tokenizer } from './tokenizer.ts';

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 12 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 4 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
  fc.constantFrom(' ', '  ', '   ', ' '.repeat(70), '\n', '\r\n', '\n\n', '\t', "'s", " I'll", "don't", '1234', ' 5'),
  fc.constantFrom('👍', '👩‍👩‍👧‍👦', '🏳️‍🌈', '\u200d', '日本語', '한국어', '\u1112\u1161\u11ab', 'e\u0301', '\u0301', 'ａ', 'ﬁ'),
  fc.constantFrom(
    '\ud83d',
    '\udc4d',
    '\0',
    '\u0085',
    '\ufeff',
    '\u00a0',
    '\u2028',
    '▁',
    '▁▁',
    '½',
    '٣',
    'Ⅷ',
    '𝕳',
    'Ǆ',
    'İ',
  ),
  fc.constantFrom(
    '</s>',
    '<unk>',
    '<0x0A>',
    '<|endoftext|>',
    'the ',
    ' and',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  ),
);
const anyText = fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(''));
const SEED = 20_261_125;

const FILES: [name: string, path: string, needsShared: boolean][] = [
  ['embedded', join(EMBEDDED_FOLDER, 'tokenizer.json'), false],
  ...['gpt2', 'mistral', 'torchtune_tiny_bpe'].map((name): [string, string, boolean] => [
    name,
    shared('lm', `${name}_tokenizer.json`),
    true,
  ]),
];

describe.each(FILES)('%s', (name, path, needsShared) => {
  const habits = { inserted: name === 'mistral' ? ' ' : '', normalizes: name.startsWith('torchtune') };
  const skip = needsShared && !hasShared;
  let tokenizer: Tokenizer;
  let reference: ReferenceTokenizer;
  beforeAll(async () => {
    if (skip) return;
    const definition = readDefinition(path);
    const folder = await mkdtemp(join(tmpdir(), 'tunewright-ids-'));
    await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(definition));
    tokenizer = await loadTokenizer(folder);
    reference = referenceTokenizer(definition);
  });

  it.skipIf(skip)('gives the ids of the library', () => {
    let nEncoded = 0;
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = attempt(tokenizer, text);
        if (tokens === undefined) return;
        nEncoded++;
        expect([...tokens.ids]).toEqual(reference.encode(text.replace(/\p{Surrogate}/gu, '\ufffd')));
      }),
      { seed: SEED, numRuns: 2000 },
    );
    expect(nEncoded).toBeGreaterThan(300);
  });

  it.skipIf(skip)('covers the text, and each range is spelled by its ids', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = attempt(tokenizer, text);
        if (tokens === undefined) return;
        expectSpelled(tokens, text.replace(/\p{Surrogate}/gu, '\ufffd'), tokenizer, habits);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });
});

type Tokens = ReturnType<Tokenizer['encode']>;

/** Undefined: the vocabulary has no token for some character. */
function attempt(tokenizer: Tokenizer, text: string): Tokens | undefined {
  try {
    return tokenizer.encode(text);
  } catch (error) {
    expect(error).toMatchObject({ code: 'tokenizer-unaligned' });
    return undefined;
  }
}

/** A space that the tokenizer puts before a text (and writes spaces as ▁), and whether it composes characters. */
type Habits = { inserted: string; normalizes: boolean };

/** Ranges follow each other without a gap; tokens that share characters spell them together; nothing is left. */
function expectSpelled({ ids, offsets }: Tokens, text: string, tokenizer: Tokenizer, habits: Habits): void {
  const mark = tokenizer.encode('a').ids;
  const spell = (group: Int32Array): string => tokenizer.decode([...mark, ...group]).slice(1);
  let position = 0;
  for (let t = 0; t < ids.length;) {
    const first = t;
    expect(offsets[2 * t]).toBe(position);
    let end = offsets[2 * t + 1]!;
    while (++t < ids.length && offsets[2 * t]! < end) end = Math.max(end, offsets[2 * t + 1]!);
    const written = habits.inserted === '' ? text.slice(position, end) : text.slice(position, end).replaceAll('▁', ' ');
    expect(spell(ids.slice(first, t))).toBe(
      (first === 0 ? habits.inserted : '') + (habits.normalizes ? written.normalize('NFC') : written),
    );
    position = end;
  }
  expect(position).toBe(text.length);
}
