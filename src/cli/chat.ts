/** `tunewright chat`: asks a model, once, many times from a file, or in a conversation at the terminal. */
import { printable } from '../common/printable.ts';
import { answer, type ChatModel } from '../inference/chat.ts';
import { createModelStore } from '../inference/models.ts';
import { answerPrompts, readPrompts } from './chatFile.ts';
import { CHAT_HELP, CHAT_USAGE, messagesFor, parseChatOptions, type ChatOptions } from './chatOptions.ts';
import { converse, requireTerminal } from './chatTerminal.ts';
import type { CliCommand, CliIo } from './command.ts';
import { resolveModelFlags } from './modelOptions.ts';

export const chatCommand: CliCommand = {
  name: 'chat',
  stopsInOrder: true,
  summary: 'ask a base or a tuned model',
  usage: CHAT_USAGE,
  async run(args, io) {
    const options = parseChatOptions(args);
    const work = await chooseWork(options, io);
    const ref = await resolveModelFlags(options.model, CHAT_HELP);
    const store = createModelStore(options.threads);
    try {
      return await store.use(ref, work);
    } finally {
      await store.dispose();
    }
  },
};

/** What can be refused is refused before a model is loaded. */
async function chooseWork(options: ChatOptions, io: CliIo): Promise<(model: ChatModel) => Promise<number>> {
  const { prompt, promptsPath } = options;
  if (prompt !== undefined) return (model) => answerOne(model, prompt, options, io);
  if (promptsPath !== undefined) {
    const prompts = await readPrompts(promptsPath);
    return (model) => answerPrompts(model, prompts, options, io);
  }
  requireTerminal();
  return (model) => converse(model, options, io);
}

async function answerOne(
  model: ChatModel,
  prompt: string,
  { parameters, system, isJson }: ChatOptions,
  io: CliIo,
): Promise<number> {
  const messages = messagesFor(prompt, system);
  const show = isJson ? undefined : (piece: string): void => io.stdout(printable(piece));
  const { text, ids, stop } = await answer(model, { ...parameters, messages }, io.signal, show);
  io.stdout(isJson ? `${JSON.stringify({ text, ids, stop })}\n` : '\n');
  return stop === 'cancelled' ? 1 : 0;
}
