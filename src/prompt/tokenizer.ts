/**
 * The tokenizer of a model folder: text to token ids with the exact characters of every token, and back.
 * Offsets are derived here (the library gives none): the bytes of the tokens are walked against the bytes of the text,
 * and a difference is an error, never a guess. A lone surrogate is encoded as U+FFFD and keeps its one UTF-16 unit.
 */
import { errors, UserError } from '../common/errors.ts';
import { alignIdentity, alignNormalized, type AlignedText } from './alignedText.ts';
import { findControlTokens, type NamedToken } from './controlTokens.ts';
import type { Span } from './encoded.ts';
import { buildLibraryTokenizer, spellingOf, stripsLeadingSpace, type LibraryTokenizer } from './libraryTokenizer.ts';
import { findSpecialTokens, splitAtTokens, type SpecialTokenUse } from './specialTokens.ts';
import { readTemplateSource } from './templateSource.ts';
import { createStreamDecoder, tokenBytes, type Spelling, type StreamDecoder } from './tokenBytes.ts';
import { readTokenizerFiles, type TokenizerFiles } from './tokenizerFiles.ts';
import { join } from 'node:path';

type TokenizedText = {
  ids: Int32Array;
  /** Character range of each token, UTF-16: [start0, end0, …]. Tokens of one split character all have its whole range; what the tokenizer inserts has an empty one. */
  offsets: Uint32Array;
};

export type Tokenizer = {
  /** One more than the largest id. */
  vocabSize: number;
  /** Encodes what a person wrote: no special token comes out, whatever the text says. Adds no BOS or EOS. */
  encode(text: string): TokenizedText;
  /** Encodes rendered text: special tokens are recognised, but never where they touch a `literal` range. Adds no BOS or EOS. */
  encodeRendered(text: string, literal: readonly Span[]): TokenizedText;
  /** Special tokens are shown by their text. Throws RangeError for an unknown id. */
  decode(ids: Iterable<number>): string;
  createDecoder(): StreamDecoder;
  /** Id of a token by its text (`<|im_end|>`). */
  tokenId(content: string): number | undefined;
  /** Text of an added token by its id; undefined for ordinary vocabulary. */
  addedToken(id: number): { content: string; special: boolean } | undefined;
  /** Where special tokens are spelled out in a text. */
  findSpecialTokens(text: string): SpecialTokenUse[];
  /** What ends a text of this model: eos_token. */
  endToken: NamedToken | undefined;
  /** Tokens that end generation: generation_config.json's, and eos_token. */
  endTokenIds: number[];
  /** What the tokenizer itself puts before every text (often BOS; often nothing). Chat templates write it themselves. */
  prefixIds: number[];
  /** `bos_token`, `eos_token`, … as chat templates see them. */
  templateVariables: Record<string, string>;
};

/** Throws UserError `tokenizer-missing`, `tokenizer-invalid` or `tokenizer-unsupported`. */
export async function loadTokenizer(folder: string): Promise<Tokenizer> {
  const path = join(folder, 'tokenizer.json');
  const files = await readTokenizerFiles(folder);
  const templateSource = (await readTemplateSource(folder)) ?? '';
  try {
    return createTokenizer(files, templateSource, path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw errors.tokenizerUnsupported(path, error instanceof Error ? error.message : String(error), error);
  }
}

function createTokenizer(files: TokenizerFiles, templateSource: string, path: string): Tokenizer {
  const { definition, config, namedTokens } = files;
  const library = buildLibraryTokenizer(definition, config);
  const spelling = spellingOf(definition);
  const stripLeadingSpace = stripsLeadingSpace(definition);
  const { addedTokens, endToken } = findControlTokens(files, templateSource, library, spelling);
  const addedById = new Map(addedTokens.map((token) => [token.id, token]));
  const bytesOf = bytesById(library, addedById, spelling);
  const vocabSize = Math.max(library.model?.vocab.length ?? 0, ...addedTokens.map((token) => token.id + 1));

  const encodeRendered = (source: string, literal: readonly Span[]): TokenizedText => {
    const text = source.replace(LONE_SURROGATES, '\ufffd');
    const ids: number[] = [];
    const offsets: number[] = [];
    for (const [sectionIndex, section] of splitAtTokens(text, addedTokens, literal).entries()) {
      if (section.token === undefined) {
        const tokens = encodeSection(text.slice(section.start, section.end), sectionIndex);
        for (let i = 0; i < tokens.ids.length; i++) {
          ids.push(tokens.ids[i]!);
          offsets.push(section.start + tokens.offsets[2 * i]!, section.start + tokens.offsets[2 * i + 1]!);
        }
      } else {
        ids.push(section.token.id);
        offsets.push(section.start, section.end);
      }
    }
    return { ids: Int32Array.from(ids), offsets: Uint32Array.from(offsets) };
  };

  const encodeSection = (text: string, sectionIndex: number): { ids: number[]; offsets: number[] } => {
    const aligned = alignNormalized(alignIdentity(text), definition['normalizer']);
    if (aligned?.text !== (library.normalizer?.normalize(text) ?? text))
      throw errors.tokenizerUnaligned(path, excerpt(text, 0));
    if (aligned.text === '') return { ids: [], offsets: [] };
    const words = library.pre_tokenizer?.pre_tokenize(aligned.text, { section_index: sectionIndex }) ?? [aligned.text];
    const ids = library.model!._call(words).map((token) => library.token_to_id(token) ?? -1);
    // Plain text that comes out as a special token would let a dataset row end its own turn.
    if (ids.some((id) => addedById.get(id)?.special === true)) throw errors.tokenizerUnaligned(path, excerpt(text, 0));
    const offsets = walk(ids, aligned, bytesOf, spelling);
    if (typeof offsets === 'number') throw errors.tokenizerUnaligned(path, excerpt(text, offsets));
    return { ids, offsets };
  };

  if (endToken !== undefined) {
    const { ids } = encodeRendered(endToken.content, []);
    if (ids.length !== 1 || ids[0] !== endToken.id)
      throw errors.tokenizerUnsupported(
        path,
        `its end token ${JSON.stringify(endToken.content)} is no token of a text`,
      );
  }
  const createDecoder = () => createStreamDecoder((id) => requireBytes(bytesOf, id), { stripLeadingSpace });
  return {
    vocabSize,
    encode: (text) => encodeRendered(text, [{ start: 0, end: text.length }]),
    encodeRendered,
    decode: (ids) => {
      const decoder = createDecoder();
      let text = '';
      for (const id of ids) text += decoder.push(id);
      return text + decoder.end();
    },
    createDecoder,
    tokenId: (content) => library.token_to_id(content),
    addedToken: (id) => addedById.get(id),
    findSpecialTokens: (text) => findSpecialTokens(text, addedTokens),
    endToken,
    endTokenIds: [...new Set([...files.endIds, ...(endToken === undefined ? [] : [endToken.id])])],
    prefixIds: findPrefix(library),
    templateVariables: {
      ...Object.fromEntries(namedTokens),
      ...(endToken === undefined ? {} : { eos_token: endToken.content }),
    },
  };
}

const LONE_SURROGATES = /\p{Surrogate}/gu;

type BytesOf = (id: number) => Uint8Array | undefined;

/** Bytes of each id, worked out when first needed. */
function bytesById(
  library: LibraryTokenizer,
  added: ReadonlyMap<number, { content: string }>,
  spelling: Spelling,
): BytesOf {
  const known = new Map<number, Uint8Array | undefined>();
  const encoder = new TextEncoder();
  return (id) => {
    if (known.has(id)) return known.get(id);
    const content = added.get(id)?.content;
    const token = library.id_to_token(id);
    const bytes =
      content !== undefined ? encoder.encode(content) : token === undefined ? undefined : tokenBytes(token, spelling);
    known.set(id, bytes);
    return bytes;
  };
}

function requireBytes(bytesOf: BytesOf, id: number): Uint8Array {
  const bytes = bytesOf(id);
  if (bytes === undefined) throw new RangeError(`Token id ${id} is not in the vocabulary.`);
  return bytes;
}

/**
 * Character ranges of tokens: [start0, end0, …] in the original text, or the character where text and tokens part.
 * One space more at the very start is what ByteLevel and Metaspace insert (add_prefix_space); it has no characters.
 */
function walk(ids: readonly number[], aligned: AlignedText, bytesOf: BytesOf, spelling: Spelling): number[] | number {
  const text = spelling === 'metaspace' ? aligned.text.replaceAll('▁', ' ') : aligned.text;
  const expected = new TextEncoder().encode(text);
  const unitOfByte = unitsOfBytes(text, expected.length);
  const nTokenBytes = ids.reduce((sum, id) => sum + (bytesOf(id)?.length ?? 0), 0);
  const nInserted = nTokenBytes === expected.length + 1 && bytesOf(ids[0]!)?.[0] === SPACE ? 1 : 0;
  const offsets: number[] = [];
  let position = -nInserted;
  for (const id of ids) {
    const bytes = bytesOf(id);
    if (bytes === undefined || bytes.length === 0) return originOf(Math.max(position, 0));
    for (let i = 0; i < bytes.length; i++)
      if (position + i >= 0 && bytes[i] !== expected[position + i]) return originOf(position + i);
    const end = position + bytes.length;
    const start = aligned.starts[unitOfByte[Math.max(position, 0)]!]!;
    offsets.push(start, end <= 0 ? start : aligned.ends[unitOfByte[end - 1]!]!);
    position = end;
  }
  return position === expected.length ? offsets : originOf(position);

  function originOf(byte: number): number {
    return aligned.starts[unitOfByte[Math.min(byte, expected.length - 1)] ?? 0] ?? 0;
  }
}

const SPACE = 0x20;

/** For each UTF-8 byte, the UTF-16 unit at which its character starts. */
function unitsOfBytes(text: string, nBytes: number): Uint32Array {
  const units = new Uint32Array(nBytes);
  let byte = 0;
  let unit = 0;
  for (const character of text) {
    const point = character.codePointAt(0)!;
    const length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    units.fill(unit, byte, byte + length);
    byte += length;
    unit += character.length;
  }
  return units;
}

/** The ids that the post-processor puts before a text: those before the plain ids of a probe. */
function findPrefix(library: LibraryTokenizer): number[] {
  const plain = library.encode('a', { add_special_tokens: false }).ids;
  const full = library.encode('a').ids;
  const start = full.findIndex((_, i) => plain.every((id, j) => full[i + j] === id));
  return full.slice(0, Math.max(start, 0));
}

const excerpt = (text: string, position: number): string =>
  JSON.stringify(text.slice(position, position + 20).replace(LONE_SURROGATES, ''));
