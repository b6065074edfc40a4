/** How a tokenizer.json writes tokens as text, and which tokens it puts before a text. */
import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import type { JsonObject } from '../common/json.ts';
import { flatSteps, kindOf } from './normalizer.ts';
import type { Spelling } from './tokenBytes.ts';
import { UnsupportedTokenizer } from './wordEncoder.ts';

/** How tokens are spelled, from the decoder. Throws UnsupportedTokenizer. */
export function spellingOf(definition: JsonObject): Spelling {
  const types = flatSteps(definition['decoder'], 'decoders').map(kindOf);
  if (types.includes('ByteLevel')) return 'byte-level';
  if (types.includes('Metaspace') || types.includes('ByteFallback')) return 'metaspace';
  throw new UnsupportedTokenizer(`its decoder is of the kind "${types.join(', ')}"`);
}

/** True when decoding drops one space at the very start (the one that encoding put there). */
export function stripsLeadingSpace(definition: JsonObject): boolean {
  return flatSteps(definition['decoder'], 'decoders').some(
    (step) =>
      (step['type'] === 'Strip' && step['content'] === ' ' && step['start'] === 1) ||
      (step['type'] === 'Metaspace' && step['prepend_scheme'] !== 'never' && step['add_prefix_space'] !== false),
  );
}

/** The tokens that the post-processor puts before a text. */
export function prefixTokens(definition: JsonObject): string[] {
  const library = new LibraryTokenizer(
    {
      model: { type: 'BPE', vocab: {}, merges: [] },
      normalizer: null,
      pre_tokenizer: null,
      decoder: null,
      added_tokens: [],
      post_processor: definition['post_processor'] ?? null,
    },
    {},
  );
  // Not a string that a token could be.
  const text = '\0';
  const tokens = library.post_processor?.post_process([text], null, true).tokens ?? [];
  return tokens.slice(0, Math.max(tokens.indexOf(text), 0));
}
