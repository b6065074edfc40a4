/**
 * The wire between the editor and the inference child: JSON over the child's IPC channel, and the same requests
 * and replies on to its worker thread. The first message each way carries the version. Every request gets exactly
 * one `reply` or `failure`; `stage` and `token` messages come in between. Cancel is a message; a cancelled request
 * still gets its reply (stop: 'cancelled').
 */
import type { Answer, AnswerParameters, ModelRef } from '../inference/answer.ts';

export const INFERENCE_PROTOCOL_VERSION = 2;

export type GenerateRequest = { type: 'generate'; id: number; model: ModelRef; parameters: AnswerParameters };
type CancelRequest = { type: 'cancel'; id: number };

export type ToInference = { type: 'hello'; version: number } | GenerateRequest | CancelRequest | { type: 'exit' };

/** What a worker thread is told. */
export type ToInferenceWorker = GenerateRequest | CancelRequest;

/** What happens to a request before its first token. A request that waits for its turn has no stage yet. */
export type GenerateStage = 'loading' | 'answering';

/** What a worker thread says; the child passes it on as it is. */
export type FromInferenceWorker =
  | { type: 'stage'; id: number; stage: GenerateStage }
  /** Whole characters only; `text` is appended to what came before, `nTokens` is the count so far. */
  | { type: 'token'; id: number; text: string; nTokens: number }
  | ({ type: 'reply'; id: number } & Answer)
  | { type: 'failure'; id: number; code: string; message: string; next: string };

export type FromInference = { type: 'hello'; version: number } | FromInferenceWorker;
