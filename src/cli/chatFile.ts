/** Many prompts from a file, answered with one load of the model. */
import { readFile } from 'node:fs/promises';
import { errors } from '../common/errors.ts';
import { isJsonObject } from '../common/json.ts';
import { printable } from '../common/printable.ts';
import { answer, type ChatModel } from '../inference/chat.ts';
import { messagesFor, type ChatOptions } from './chatOptions.ts';
import type { CliIo } from './command.ts';

export type FilePrompt = { prompt: string; system: string | undefined };

/** Reads and checks the whole file: a fault in its last line shows before the first answer. Throws UserError `prompts-invalid`. */
export async function readPrompts(path: string): Promise<FilePrompt[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw isMissing ? errors.fileNotFound(path, error) : errors.fileUnreadable(path, error);
  });
  const prompts: FilePrompt[] = [];
  for (const [index, line] of text.split('\n').entries())
    if (line.trim() !== '') prompts.push(parseLine(line, `${path}:${index + 1}`));
  if (prompts.length === 0) throw errors.promptsInvalid(path, 'has no prompts');
  return prompts;
}

function parseLine(line: string, place: string): FilePrompt {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    throw errors.promptsInvalid(place, 'is not JSON');
  }
  if (!isJsonObject(row) || typeof row['prompt'] !== 'string' || row['prompt'].trim() === '')
    throw errors.promptsInvalid(place, 'has no prompt');
  const system: unknown = row['system'];
  if (system !== undefined && typeof system !== 'string')
    throw errors.promptsInvalid(place, 'has a system that is no text');
  return { prompt: row['prompt'], system };
}

/** Prints one answer a prompt, in order: a JSON line, or the text under its prompt. Returns the exit code. */
export async function answerPrompts(
  model: ChatModel,
  prompts: FilePrompt[],
  { parameters, system, isJson }: ChatOptions,
  io: CliIo,
): Promise<number> {
  for (const [index, row] of prompts.entries()) {
    const messages = messagesFor(row.prompt, row.system ?? system);
    const { text, ids, stop } = await answer(model, { ...parameters, messages }, io.signal);
    if (stop === 'cancelled') {
      io.stderr(`Interrupted: ${index} of ${prompts.length} prompts were answered.\n`);
      return 1;
    }
    io.stdout(
      isJson ? `${JSON.stringify({ text, ids, stop })}\n` : `> ${printable(row.prompt)}\n${printable(text)}\n\n`,
    );
  }
  return 0;
}
