/** Checks what comes over the inference child's channel before anything relies on it. */
import { isJsonObject } from '../common/json.ts';
import type { AnswerParameters, ChatMessage, ModelRef } from '../inference/answer.ts';
import type { FromInference, ToInference } from '../protocol/inference.ts';

export type InvalidMessage = { type: 'invalid'; id: number | undefined; reason: string };

/** A well-formed message, or why it is not one (with its request id, when it has one to answer). */
export function parseToInference(raw: unknown): ToInference | InvalidMessage {
  const invalid = (reason: string): InvalidMessage => ({ type: 'invalid', id: requestId(raw), reason });
  if (!isJsonObject(raw)) return invalid('it is no object');
  const id = requestId(raw);
  const type: unknown = raw['type'];
  switch (type) {
    case 'hello':
      return typeof raw['version'] === 'number' ? { type: 'hello', version: raw['version'] } : invalid('no version');
    case 'exit':
      return { type: 'exit' };
    case 'cancel':
      return id === undefined ? invalid('no id') : { type: 'cancel', id };
    case 'generate': {
      const model = modelOf(raw['model']);
      const parameters = parametersOf(raw['parameters']);
      if (id === undefined) return invalid('no id');
      if (model === undefined) return invalid('no model');
      if (parameters === undefined) return invalid('wrong parameters');
      return { type: 'generate', id, model, parameters };
    }
    default:
      return invalid('its type is unknown');
  }
}

/** The child is ours, but its channel is a pipe: what is not one of its messages is dropped. */
export function isFromInference(raw: unknown): raw is FromInference {
  if (!isJsonObject(raw)) return false;
  if (raw['type'] === 'hello') return typeof raw['version'] === 'number';
  if (typeof raw['id'] !== 'number') return false;
  const type: unknown = raw['type'];
  switch (type) {
    case 'stage':
      return raw['stage'] === 'loading' || raw['stage'] === 'answering';
    case 'token':
      return typeof raw['text'] === 'string' && typeof raw['nTokens'] === 'number';
    case 'reply':
      return typeof raw['text'] === 'string' && Array.isArray(raw['ids']) && typeof raw['stop'] === 'string';
    case 'failure':
      return typeof raw['message'] === 'string' && typeof raw['next'] === 'string' && typeof raw['code'] === 'string';
    default:
      return false;
  }
}

const requestId = (raw: unknown): number | undefined =>
  isJsonObject(raw) && typeof raw['id'] === 'number' && Number.isSafeInteger(raw['id']) ? raw['id'] : undefined;

function modelOf(raw: unknown): ModelRef | undefined {
  if (!isJsonObject(raw) || typeof raw['base'] !== 'string') return undefined;
  if (raw['adapter'] === undefined) return { base: raw['base'] };
  return typeof raw['adapter'] === 'string' ? { base: raw['base'], adapter: raw['adapter'] } : undefined;
}

function parametersOf(raw: unknown): AnswerParameters | undefined {
  if (!isJsonObject(raw) || !Array.isArray(raw['messages'])) return undefined;
  const messages = raw['messages'].map(messageOf).filter((message) => message !== undefined);
  const { maxTokens, temperature, seed } = raw;
  if (messages.length !== raw['messages'].length) return undefined;
  if (typeof maxTokens !== 'number' || !Number.isSafeInteger(maxTokens) || maxTokens < 1) return undefined;
  if (typeof temperature !== 'number' || !Number.isFinite(temperature) || temperature < 0) return undefined;
  if (typeof seed !== 'number' || !Number.isSafeInteger(seed)) return undefined;
  return { messages, maxTokens, temperature, seed };
}

function messageOf(raw: unknown): ChatMessage | undefined {
  if (!isJsonObject(raw) || typeof raw['content'] !== 'string') return undefined;
  const role = raw['role'];
  return role === 'system' || role === 'user' || role === 'assistant' ? { role, content: raw['content'] } : undefined;
}
