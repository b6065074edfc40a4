/** A tokenizer may know more tokens than the model that it lies beside: a row or a prompt with such a token has no embedding. */
import { errors } from '../common/errors.ts';
import type { Tokenizer } from './tokenizer.ts';

/** `vocabSize`: the model's. Throws UserError `tokenizer-mismatch`, which names the first token beyond it. */
export function requireKnownTokens(ids: Int32Array, tokenizer: Tokenizer, vocabSize: number): void {
  const id = ids.find((known) => known >= vocabSize);
  if (id !== undefined) throw errors.tokenizerMismatch(tokenizer.decode([id]), id, vocabSize);
}
