/** The common form between two formats: what a row says, with every value as the text it was written in. */
import type { RawJson, RawMember } from '../rawJson.ts';

type Role = 'system' | 'user' | 'assistant' | 'tool';

export type RawCall = {
  id?: RawJson;
  name: RawJson;
  /** As written: an object, or a string that holds one. */
  arguments?: RawJson;
};

export type RawMessage = {
  role: Role;
  /** A string, a list of parts or null; absent where none was written. */
  content?: RawJson;
  calls: readonly RawCall[];
  /** Members of which every format keeps what it can: name, weight, refusal and what nobody knows. */
  rest: readonly RawMember[];
  /** The message as it stood, for writers of the same family: there nothing needs to change. */
  written?: { family: Family; members: readonly RawMember[] };
};

/** Formats that write a message alike: {role, content} or {from, value}. */
type Family = 'chat' | 'sharegpt';

export type RawTools = { family: Family; written: RawJson };

/** A row's text, or its conversation. */
export type RawRow =
  | { kind: 'text'; text: RawJson }
  | {
      kind: 'conversation';
      messages: readonly RawMessage[];
      /** Messages before this one are context only: no answer among them is trained. Absent where each answer is trained as weighted. */
      nPrompt?: number;
      /** The answer to the same prompt that was rejected. */
      rejected?: readonly RawMessage[];
      /** Whether the answer is wanted: true or false, as written. */
      label?: RawJson;
      tools?: RawTools;
      /** Prompt and answer were strings, which no chat template is applied to. */
      isRaw: boolean;
      /** The prompt is the start that both answers share: nothing says where it ends, or who speaks in it. */
      isPromptWithin?: true;
    };

export type RawConversation = Extract<RawRow, { kind: 'conversation' }>;

/** How a format that has several ways to write the same is written. */
export type Style = {
  /** Arguments of tool calls in chat messages: JSON in a string (OpenAI) or an object (TRL). */
  arguments: 'string' | 'object';
  /** Speakers of ShareGPT turns. */
  roles: 'human' | 'user';
  /** Prompt and answer of completion, preference and kto rows. */
  text: 'strings' | 'messages';
  preference: 'trl' | 'openai' | 'llama-factory';
  kto: 'trl' | 'llama-factory';
  /** Instructions whose speaker is called developer. */
  developer: 'kept' | 'system';
  /** ShareGPT turns: one for whatever was said, or always one of the assistant's after each other one, as LLaMA-Factory reads them. */
  turns: 'each' | 'paired';
  /** Calls of chat messages that have no id: as they are, or numbered. */
  ids: 'kept' | 'given';
  /** Columns that the new format does not know. */
  extra: 'kept' | 'dropped';
};

/** Anything left out is written as the source has it, or else as most tools read it. */
export type StyleOptions = Partial<Style>;
