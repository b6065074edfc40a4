/** One row as the trainer sees it, whatever format it was written in. */

/** A message of a conversation. `trained`: its tokens count in the loss (assistant messages, unless the row says otherwise). */
export type Message = { role: 'system' | 'user' | 'assistant' | 'tool'; content: string; trained: boolean };

export type Sample =
  | { kind: 'conversation'; messages: Message[]; tools?: unknown[] }
  /** Raw continuation: `prompt` is context, `completion` is trained; no template is applied. */
  | { kind: 'completion'; prompt: string; completion: string }
  /** Raw text: every token is trained. */
  | { kind: 'text'; text: string };

/** A row that can be trained on: where it stands in the source and a hash that finds it again after edits. */
export type SampleRow = {
  /** Physical line of a JSONL file, or index of the element in a JSON array; from 1. */
  row: number;
  /** First 16 hex digits of the SHA-256 of the row's canonical JSON text. */
  rowHash: string;
  sample: Sample;
};

/** A row that cannot be trained on, and why (a rule code and its message). */
export type SkippedRow = { row: number; code: string; reason: string };
