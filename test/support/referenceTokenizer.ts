/** The tokenizers library on its own, as the reference for ids: with the words cut as the Rust library cuts them, where its own copy differs. */
import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/common/json.ts';

/** GPT-2's pattern as a Split: the library's built-in copy uses JavaScript's \s, which differs at U+0085 and U+FEFF. */
const GPT2_PATTERN = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

/** The ids of plain text: no token of the file's added ones is looked for. */
export type ReferenceTokenizer = { encode(text: string): number[] };

export const readDefinition = (path: string): JsonObject => JSON.parse(readFileSync(path, 'utf8')) as JsonObject;

export function referenceTokenizer(definition: JsonObject): ReferenceTokenizer {
  const library = new Tokenizer(
    {
      normalizer: null,
      post_processor: null,
      decoder: null,
      ...definition,
      pre_tokenizer: restated(definition['pre_tokenizer'] ?? null),
      added_tokens: [],
    },
    {},
  );
  return {
    encode: (text) => (text === '' ? [] : library.encode(text, { add_special_tokens: false }).ids),
  };
}

function restated(step: JsonValue): JsonValue {
  if (!isJsonObject(step)) return step;
  if (step['type'] === 'Sequence' && Array.isArray(step['pretokenizers']))
    return { ...step, pretokenizers: step['pretokenizers'].map(restated) };
  // Rust takes any Unicode number for a digit, the library only 0 to 9.
  if (step['type'] === 'Digits') return split(step['individual_digits'] === true ? '\\p{N}' : '\\p{N}+');
  if (step['type'] === 'ByteLevel' && step['use_regex'] !== false && step['add_prefix_space'] !== true)
    return { type: 'Sequence', pretokenizers: [split(GPT2_PATTERN), { ...step, use_regex: false }] };
  return step;
}

const split = (pattern: string): JsonObject => ({
  type: 'Split',
  pattern: { Regex: pattern },
  behavior: 'Isolated',
  invert: false,
});
