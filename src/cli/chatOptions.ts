/** What `tunewright chat` was asked: its flags, checked. */
import { parseArgs } from 'node:util';
import { describeError, errors } from '../common/errors.ts';
import { PRODUCT } from '../common/product.ts';
import type { AnswerParameters, ChatMessage } from '../inference/answer.ts';
import { processors } from '../recipe/recipe.ts';
import { MODEL_FLAGS, MODEL_SYNOPSIS, MODEL_USAGE, type ModelFlagValues } from './modelOptions.ts';

export const CHAT_USAGE = `Usage: ${PRODUCT.command} chat ${MODEL_SYNOPSIS} [--prompt TEXT | --prompts FILE] [options]

Asks a model. Without a prompt, on a terminal, it holds a conversation.

${MODEL_USAGE}
  --prompt TEXT             ask this, print the answer as it grows
  --prompts FILE            ask many: JSONL, {"prompt": "…", "system": "…"?} a line; one answer each, in order
  --system TEXT             a system message before the prompt
  --max-tokens N            longest answer [256]
  --temperature T           0: always the likeliest token; above: sample [0]
  --seed S                  the same seed gives the same text [0]
  --threads N               processor threads to compute with
  --json                    {"text", "ids", "stop"}: ids are the tokens of the text, without the end token;
                            stop is end-of-turn, max-tokens, context-full or cancelled

Exit code: 0; 1 when it failed or was interrupted, 2 on misuse.
`;

export const CHAT_HELP = `Run "${PRODUCT.command} chat --help" for its options.`;

export type ChatOptions = {
  model: ModelFlagValues;
  /** At most one of the two. */
  prompt: string | undefined;
  promptsPath: string | undefined;
  system: string | undefined;
  parameters: Omit<AnswerParameters, 'messages'>;
  threads: number;
  isJson: boolean;
};

/** Throws UserError `usage`. */
export function parseChatOptions(args: string[]): ChatOptions {
  const values = parse(args);
  const { prompt, prompts, system, run, base, adapter } = values;
  if (prompt !== undefined && prompts !== undefined)
    throw errors.usage('--prompt and --prompts cannot be given together.', CHAT_HELP);
  if (prompt?.trim() === '') throw errors.usage('--prompt is empty.', CHAT_HELP);
  return {
    model: { run, base, adapter },
    prompt,
    promptsPath: prompts,
    system,
    parameters: {
      maxTokens: wholeNumber('max-tokens', values['max-tokens'] ?? '256', 1),
      temperature: temperatureOf(values.temperature ?? '0'),
      seed: wholeNumber('seed', values.seed ?? '0', 0),
    },
    threads: values.threads === undefined ? processors() : wholeNumber('threads', values.threads, 1),
    isJson: values.json ?? false,
  };
}

/** The conversation that asks one prompt. */
export function messagesFor(prompt: string, system: string | undefined): ChatMessage[] {
  const asked: ChatMessage = { role: 'user', content: prompt };
  return system === undefined ? [asked] : [{ role: 'system', content: system }, asked];
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        ...MODEL_FLAGS,
        prompt: { type: 'string' },
        prompts: { type: 'string' },
        system: { type: 'string' },
        'max-tokens': { type: 'string' },
        temperature: { type: 'string' },
        seed: { type: 'string' },
        threads: { type: 'string' },
        json: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw errors.usage(describeError(error), CHAT_HELP);
  }
}

function wholeNumber(flag: string, text: string, least: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value) || value < least)
    throw errors.usage(`--${flag} is a whole number of at least ${least}, not "${text}".`, CHAT_HELP);
  return value;
}

function temperatureOf(text: string): number {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : NaN;
  if (!Number.isFinite(value)) throw errors.usage(`--temperature is a number of at least 0, not "${text}".`, CHAT_HELP);
  return value;
}
