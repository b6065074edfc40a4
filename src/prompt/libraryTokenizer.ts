/**
 * Builds the tokenizers library's object from tokenizer.json, and refuses what it would get wrong in silence.
 * Some pre-tokenizers are restated first, so that ids equal those of the reference implementation (Rust).
 */
import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import { kindOf } from './alignedText.ts';
import type { Spelling } from './tokenBytes.ts';

export type { LibraryTokenizer };

/** Why a tokenizer cannot be used; the caller knows the file. */
class UnsupportedTokenizer extends Error {}

/** GPT-2's pattern. The library's built-in copy uses JavaScript's \s (which differs at U+0085 and U+FEFF); a Split does not. */
const GPT2_PATTERN = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

/** Throws UnsupportedTokenizer, or whatever the library throws at a definition it cannot read. */
export function buildLibraryTokenizer(definition: JsonObject, config: JsonObject): LibraryTokenizer {
  const preTokenizer = restatePreTokenizer(definition['pre_tokenizer'] ?? null);
  return new LibraryTokenizer(
    {
      normalizer: null,
      post_processor: null,
      decoder: null,
      added_tokens: [],
      ...definition,
      pre_tokenizer: preTokenizer,
    },
    config,
  );
}

function restatePreTokenizer(step: JsonValue): JsonValue {
  if (step === null) return null;
  if (!isJsonObject(step)) throw new UnsupportedTokenizer('its pre-tokenizer is not an object');
  switch (kindOf(step)) {
    case 'Sequence':
      if (!Array.isArray(step['pretokenizers']))
        throw new UnsupportedTokenizer('its pre-tokenizer sequence has no steps');
      return { ...step, pretokenizers: step['pretokenizers'].map(restatePreTokenizer) };
    case 'Digits':
      // Rust takes any Unicode number for a digit, the library only 0 to 9.
      return split(step['individual_digits'] === true ? '\\p{N}' : '\\p{N}+');
    case 'ByteLevel':
      if (step['add_prefix_space'] === true || step['use_regex'] === false) return step;
      return { type: 'Sequence', pretokenizers: [split(GPT2_PATTERN), { ...step, use_regex: false }] };
    case 'Split':
      if (step['behavior'] === 'Isolated' || (step['behavior'] === 'Removed' && step['invert'] === true)) return step;
      throw new UnsupportedTokenizer(`its Split pre-tokenizer behaves ${JSON.stringify(step['behavior'])}`);
    case 'Metaspace':
      if (step['split'] === false) return step;
      throw new UnsupportedTokenizer('its Metaspace pre-tokenizer splits words');
    default:
      throw new UnsupportedTokenizer(`its pre-tokenizer is of the kind "${kindOf(step)}"`);
  }
}

const split = (pattern: string): JsonObject => ({
  type: 'Split',
  pattern: { Regex: pattern },
  behavior: 'Isolated',
  invert: false,
});

/** How tokens are spelled, from the decoder. Throws UnsupportedTokenizer. */
export function spellingOf(definition: JsonObject): Spelling {
  const types = stepsOf(definition['decoder'], 'decoders').map(kindOf);
  if (types.includes('ByteLevel')) return 'byte-level';
  if (types.includes('Metaspace') || types.includes('ByteFallback')) return 'metaspace';
  throw new UnsupportedTokenizer(`its decoder is of the kind "${types.join(', ')}"`);
}

/** True when decoding drops one space at the very start (the one that encoding put there). */
export function stripsLeadingSpace(definition: JsonObject): boolean {
  return stepsOf(definition['decoder'], 'decoders').some(
    (step) =>
      (step['type'] === 'Strip' && step['content'] === ' ' && step['start'] === 1) ||
      (step['type'] === 'Metaspace' && step['prepend_scheme'] !== 'never' && step['add_prefix_space'] !== false),
  );
}

/** The steps of a Sequence, or the one step. */
function stepsOf(value: JsonValue | undefined, list: string): JsonObject[] {
  if (!isJsonObject(value)) return [];
  const steps = value['type'] === 'Sequence' ? value[list] : [value];
  return Array.isArray(steps) ? steps.filter(isJsonObject) : [];
}
