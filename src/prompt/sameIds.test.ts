/** Random Unicode text: ids equal to the library's, ranges that cover the text, and every range spelled by its ids. */
import fc from 'fast-check';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readDefinition, referenceTokenizer, type ReferenceTokenizer } from '../../test/support/referenceTokenizer.ts';
import { hasShared, shared } from '../../test/support/shared.ts';
import { EMBEDDED_FOLDER } from '../../test/support/tokenizers.ts';
import { installFolder } from '../common/entries.ts';
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

type Kind = {
  name: string;
  path: string;
  needsShared?: true;
  /** A space that is put before a text: always, or only where there is none. */
  prefix?: 'always' | 'unless space';
  /** Spaces are written as ▁, so a ▁ reads as a space. */
  blocks?: true;
  /** Characters are composed. */
  composes?: true;
  /** Where the library is no reference: it finds control pieces in text, and knows no bytes in Unigram. */
  isComparable?: (text: string, ids: Int32Array) => boolean;
};

const kind = (name: string): string => join(installFolder(), 'test', 'golden', 'data', 'tokenizers', `${name}.json`);
const KINDS: Kind[] = [
  { name: 'embedded', path: join(EMBEDDED_FOLDER, 'tokenizer.json') },
  { name: 'gpt2', path: shared('lm', 'gpt2_tokenizer.json'), needsShared: true },
  { name: 'mistral', path: shared('lm', 'mistral_tokenizer.json'), needsShared: true, prefix: 'always', blocks: true },
  { name: 'torchtune', path: shared('lm', 'torchtune_tiny_bpe_tokenizer.json'), needsShared: true, composes: true },
  { name: 'bpe-nfc-whole', path: kind('bpe-nfc-whole'), prefix: 'always', blocks: true, composes: true },
  // The library's own copy of the pattern is JavaScript's.
  {
    name: 'bytes-prefix',
    path: kind('bytes-prefix'),
    prefix: 'unless space',
    isComparable: (text) => !/[\u0085\ufeff]/.test(text),
  },
  { name: 'bytes-whole-words', path: kind('bytes-whole-words') },
  {
    name: 'unigram-bytes',
    path: kind('unigram-bytes'),
    prefix: 'unless space',
    blocks: true,
    isComparable: (text, ids) => !/[<>]/.test(text) && ids.every((id) => id >= 3 + 256),
  },
];

describe.each(KINDS)('$name', (tested) => {
  const skip = tested.needsShared === true && !hasShared;
  let tokenizer: Tokenizer;
  let reference: ReferenceTokenizer;
  beforeAll(async () => {
    if (skip) return;
    const definition = readDefinition(tested.path);
    const folder = await mkdtemp(join(tmpdir(), 'tunewright-ids-'));
    await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(definition));
    tokenizer = await loadTokenizer(folder);
    reference = referenceTokenizer(definition);
  });

  it.skipIf(skip)('gives the ids of the library', () => {
    let nCompared = 0;
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = attempt(tokenizer, text);
        if (tokens === undefined || tested.isComparable?.(text, tokens.ids) === false) return;
        nCompared++;
        expect([...tokens.ids]).toEqual(reference.encode(wellFormed(text)));
      }),
      { seed: SEED, numRuns: 500 },
    );
    expect(nCompared).toBeGreaterThan(60);
  });

  it.skipIf(skip)('covers the text, and each range is spelled by its ids', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = attempt(tokenizer, text);
        if (tokens !== undefined) expectSpelled(tokens, wellFormed(text), tokenizer, tested);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});

const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');

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

/** Ranges follow each other without a gap; tokens that share characters spell them together; nothing is left. */
function expectSpelled({ ids, offsets }: Tokens, text: string, tokenizer: Tokenizer, tested: Kind): void {
  const mark = tokenizer.encode('a').ids;
  const marked = tokenizer.decode(mark).length;
  const spell = (group: Int32Array): string => tokenizer.decode([...mark, ...group]).slice(marked);
  let position = 0;
  for (let t = 0; t < ids.length;) {
    const first = t;
    expect(offsets[2 * t]).toBe(position);
    let end = offsets[2 * t + 1]!;
    while (++t < ids.length && offsets[2 * t]! < end) end = Math.max(end, offsets[2 * t + 1]!);
    const written = text.slice(position, end);
    const plain = tested.blocks === true ? written.replaceAll('▁', ' ') : written;
    const inserted = first === 0 && hasPrefix(text, tested) ? ' ' : '';
    expect(spell(ids.slice(first, t))).toBe(inserted + (tested.composes === true ? plain.normalize('NFC') : plain));
    position = end;
  }
  expect(position).toBe(text.length);
}

function hasPrefix(text: string, { prefix, blocks }: Kind): boolean {
  if (prefix === 'unless space') return !(text.startsWith(' ') || (blocks === true && text.startsWith('▁')));
  return prefix === 'always';
}
