/**
 * The tokenizer of a model folder: text to token ids with the exact characters of every token, and back.
 * Ids are those of the Rust library; text that has none, or none that spell it, is an error, never a guess.
 * A lone surrogate is encoded as U+FFFD and keeps its one UTF-16 unit.
 */
import { join } from 'node:path';
import { errors, UserError } from '../common/errors.ts';
import { isJsonObject } from '../common/json.ts';
import { findControlTokens, type NamedToken } from './controlTokens.ts';
import { prefixTokens, spellingOf, stripsLeadingSpace } from './decoding.ts';
import type { Span } from './encoded.ts';
import { createSectionEncoder } from './sectionEncoder.ts';
import { createSectionSplitter, createSpecialTokenFinder, type SpecialTokenUse } from './specialTokens.ts';
import { readTemplateSource } from './templateSource.ts';
import { createStreamDecoder, tokenBytes, type Spelling, type StreamDecoder } from './tokenBytes.ts';
import { readTokenizerFiles, type TokenizerFiles } from './tokenizerFiles.ts';
import { TokenSink } from './tokenSink.ts';
import { readVocabulary, type Vocabulary } from './vocabulary.ts';
import { Unencodable } from './wordEncoder.ts';

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
  const { definition, namedTokens } = files;
  const model = isJsonObject(definition['model']) ? definition['model'] : {};
  const modelVocabulary = readVocabulary(model, files.addedTokens);
  const spelling = spellingOf(definition);
  const encoder = createSectionEncoder(definition, modelVocabulary.modelIds, spelling);
  const sink = new TokenSink();
  /** The ids of a text, whatever they are. */
  const plainIds = (text: string): Int32Array => {
    sink.length = 0;
    encoder.encode(text, 0, true, sink);
    return sink.toArrays().ids;
  };
  const { addedTokens, endToken } = findControlTokens(files, templateSource, {
    vocabulary: modelVocabulary,
    spelling,
    plainIds,
  });
  // Plain text that comes out as a special token would let a dataset row end its own turn.
  encoder.forbid(addedTokens.filter((token) => token.special).map((token) => token.id));
  const vocabulary = readVocabulary(model, addedTokens);
  const addedById = new Map(addedTokens.map((token) => [token.id, token]));
  const bytesOf = bytesById(vocabulary, addedById, spelling);
  const split = createSectionSplitter(addedTokens);
  const stripLeadingSpace = stripsLeadingSpace(definition);

  const encodeRendered = (source: string, literal: readonly Span[]): TokenizedText => {
    const text = source.replace(LONE_SURROGATES, '\ufffd');
    sink.length = 0;
    for (const [i, { start, end, token }] of split(text, literal).entries()) {
      if (token !== undefined) sink.push(token.id, start, end);
      else encodeSection(text.slice(start, end), start, i === 0);
    }
    return sink.toArrays();
  };

  const encodeSection = (text: string, start: number, isFirst: boolean): void => {
    try {
      encoder.encode(text, start, isFirst, sink);
    } catch (error) {
      if (!(error instanceof Unencodable)) throw error;
      throw errors.tokenizerUnaligned(path, excerpt(text, error.position));
    }
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
    vocabSize: vocabulary.size,
    encode: (text) => encodeRendered(text, [{ start: 0, end: text.length }]),
    encodeRendered,
    decode: (ids) => {
      const decoder = createDecoder();
      let text = '';
      for (const id of ids) text += decoder.push(id);
      return text + decoder.end();
    },
    createDecoder,
    tokenId: (content) => vocabulary.idOf(content),
    addedToken: (id) => addedById.get(id),
    findSpecialTokens: createSpecialTokenFinder(addedTokens),
    endToken,
    endTokenIds: [...new Set([...files.endIds, ...(endToken === undefined ? [] : [endToken.id])])],
    prefixIds: prefixTokens(definition).flatMap((token) => vocabulary.idOf(token) ?? []),
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
  vocabulary: Vocabulary,
  added: ReadonlyMap<number, { content: string }>,
  spelling: Spelling,
): BytesOf {
  const known = new Map<number, Uint8Array | undefined>();
  const encoder = new TextEncoder();
  return (id) => {
    if (known.has(id)) return known.get(id);
    const content = added.get(id)?.content;
    const token = vocabulary.textOf(id);
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

const excerpt = (text: string, position: number): string =>
  JSON.stringify(text.slice(position, position + 20).replace(LONE_SURROGATES, ''));
