/**
 * The wire between the editor (or CLI) and the inference child: JSON over the child's IPC channel.
 * The first message each way carries the version. Every request gets exactly one `reply` or `failure`;
 * `token` messages stream in between. Cancel is a message; a cancelled request still gets its reply (stop: 'cancelled').
 */
export const INFERENCE_PROTOCOL_VERSION = 1;

/** What to answer with: a base (`embedded` or a folder) and perhaps an adapter folder, or a fully tuned model folder as `base`. */
export type ModelRef = { base: string; adapter?: string };

export type GenerateParameters = {
  messages: { role: 'system' | 'user' | 'assistant'; content: string }[];
  maxTokens: number;
  /** 0 is greedy. */
  temperature: number;
  seed: number;
};

export type StopReason = 'end-of-turn' | 'max-tokens' | 'context-full' | 'cancelled';

export type ToInference =
  | { type: 'hello'; version: number }
  | { type: 'generate'; id: number; model: ModelRef; parameters: GenerateParameters }
  | { type: 'cancel'; id: number }
  | { type: 'exit' };

export type FromInference =
  | { type: 'hello'; version: number }
  /** Whole characters only; `text` is appended to what came before. */
  | { type: 'token'; id: number; text: string }
  | {
      type: 'reply';
      id: number;
      text: string;
      ids: number[];
      stop: StopReason;
      promptTokens: number;
      milliseconds: number;
    }
  | { type: 'failure'; id: number; code: string; message: string; next: string };
