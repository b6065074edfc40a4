/** What is asked of a model and what comes back, in plain data: the same for the terminal, the inference child and the playground. */

/** A base (`embedded` or a model folder), perhaps with a LoRA adapter folder. A fully tuned model is a `base` of its own. */
export type ModelRef = { base: string; adapter?: string };

export type ChatMessage = { role: 'system' | 'user' | 'assistant'; content: string };

export type AnswerParameters = {
  messages: ChatMessage[];
  /** At least 1. */
  maxTokens: number;
  /** 0 is greedy; above it, logits are divided by it before sampling. */
  temperature: number;
  /** The same seed gives the same text (for one thread count and version). */
  seed: number;
};

/**
 * Why an answer ended. `end-of-turn`: the model's own end token. `context-full`: prompt and answer fill the model's
 * longest context. `cancelled`: someone asked for it; the text so far stands.
 */
export type StopReason = 'end-of-turn' | 'max-tokens' | 'context-full' | 'cancelled';

export type Answer = {
  text: string;
  /** The tokens of `text`: what was generated, without the end token that ended it. */
  ids: number[];
  stop: StopReason;
  /** Tokens of the rendered prompt. */
  promptTokens: number;
  /** From the rendered prompt to the last token; loading the model is not part of it. */
  milliseconds: number;
};
