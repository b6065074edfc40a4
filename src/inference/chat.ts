/** A conversation in, an answer out, streamed as whole characters: the one path for the terminal, the playground and evaluation. */
import type { ChatTemplate } from '../prompt/template.ts';
import { requireKnownTokens } from '../prompt/knownTokens.ts';
import { renderPrompt } from '../prompt/render.ts';
import type { Tokenizer } from '../prompt/tokenizer.ts';
import type { Answer, AnswerParameters } from './answer.ts';
import { generate, type TokenSequence } from './generate.ts';
import { createSampler } from './sampler.ts';

/** A model that can be asked: its tokenizer, its template and sequences of its decoder. */
export type ChatModel = {
  tokenizer: Tokenizer;
  template: ChatTemplate;
  /** Tokens that prompt and answer may have together. */
  contextLength: number;
  /** Tokens that it knows, which need not be as many as the tokenizer's. */
  vocabSize: number;
  newSequence(): TokenSequence;
};

/**
 * Hands whole characters to `onText` as they come, with the count of tokens so far; the texts joined are the answer's
 * text. An abort ends it within a token, with what there is. Throws UserError `prompt-empty`, `prompt-too-long`,
 * `tokenizer-mismatch`, `model-not-finite`.
 */
export async function answer(
  model: ChatModel,
  parameters: AnswerParameters,
  signal: AbortSignal,
  onText?: (text: string, nTokens: number) => void,
): Promise<Answer> {
  const { messages, maxTokens, temperature, seed } = parameters;
  const prompt = await renderPrompt(messages, model.tokenizer, model.template);
  requireKnownTokens(prompt.ids, model.tokenizer, model.vocabSize);
  const started = performance.now();
  const choose = createSampler(temperature, seed);
  // Embeddings may be padded: ids that stand for no token are never chosen.
  const sampler = (logits: Float32Array): number => choose(logits.subarray(0, model.tokenizer.vocabSize));
  const tokens = generate(model.newSequence(), {
    prompt: prompt.ids,
    maxTokens,
    contextLength: model.contextLength,
    endTokenIds: prompt.endTokenIds,
    sampler,
    signal,
  });
  const decoder = model.tokenizer.createDecoder();
  const ids: number[] = [];
  let text = '';
  const add = (added: string): void => {
    text += added;
    onText?.(added, ids.length);
  };
  for (;;) {
    const step = await tokens.next();
    if (step.done !== true) {
      ids.push(step.value);
      add(decoder.push(step.value));
      continue;
    }
    const rest = decoder.end();
    if (rest !== '') add(rest);
    return { text, ids, stop: step.value, promptTokens: prompt.ids.length, milliseconds: performance.now() - started };
  }
}
