/** A conversation at the terminal: each line is a turn, earlier turns stay in the prompt. */
import { createInterface } from 'node:readline/promises';
import { errors } from '../common/errors.ts';
import { printable } from '../common/printable.ts';
import type { ChatMessage } from '../inference/answer.ts';
import { answer, type ChatModel } from '../inference/chat.ts';
import { CHAT_HELP, type ChatOptions } from './chatOptions.ts';
import type { CliIo } from './command.ts';

/** Throws UserError `usage` when nobody is there to type. */
export function requireTerminal(): void {
  if (!process.stdin.isTTY) throw errors.usage('There is nothing to ask: give --prompt or --prompts.', CHAT_HELP);
}

/** Until an empty line, end of input or Ctrl+C. Returns the exit code. */
export async function converse(model: ChatModel, { parameters, system }: ChatOptions, io: CliIo): Promise<number> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr, prompt: '> ' });
  const closed = new AbortController();
  terminal.on('close', () => closed.abort());
  const signal = AbortSignal.any([io.signal, closed.signal]);
  const messages: ChatMessage[] = system === undefined ? [] : [{ role: 'system', content: system }];
  io.stderr('An empty line ends the conversation.\n');
  terminal.prompt();
  // The iterator keeps what is typed while an answer is under way.
  for await (const line of terminal) {
    if (line.trim() === '') break;
    messages.push({ role: 'user', content: line });
    const { text } = await answer(model, { ...parameters, messages }, signal, (piece) => io.stdout(printable(piece)));
    io.stdout('\n');
    messages.push({ role: 'assistant', content: text });
    terminal.prompt();
  }
  terminal.close();
  return 0;
}
