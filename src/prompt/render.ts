/** The prompt that a model answers: the conversation so far, ended as an assistant's turn begins. */
import type { Encoded } from './encoded.ts';
import { guarded } from './guardedConversation.ts';
import { errors } from '../common/errors.ts';
import { renderBatch } from './renderBatch.ts';
import type { TemplateMessage } from './renderJob.ts';
import { pickSentinels } from './sentinels.ts';
import { renderedText, type ChatTemplate } from './template.ts';
import { wholeJob, type Conversation, type RenderPlan } from './spans.ts';
import type { Tokenizer } from './tokenizer.ts';

export type Prompt = Pick<Encoded, 'text'> & {
  ids: Int32Array;
  /** Tokens that end the answer: the model's own, and the one that this template ends a turn with. */
  endTokenIds: number[];
};

/** Throws UserError `template-…` or `tokenizer-unaligned`. */
export async function renderPrompt(
  messages: TemplateMessage[],
  tokenizer: Tokenizer,
  template: ChatTemplate,
): Promise<Prompt> {
  const sentinels = pickSentinels([template.source, ...messages.map((message) => message.content)]);
  if (sentinels === undefined) throw errors.templateMaskUnknown('the prompt uses nearly every private-use character');
  const conversation = { messages: messages.map((message) => ({ ...message, trained: false })) };
  const guard = {
    guard: sentinels.guard,
    addGenerationPrompt: true,
    findSpecialTokens: (text: string) => tokenizer.findSpecialTokens(text),
  };
  const plan = guarded(conversation, guard, promptPlan);
  const [[outcome], endTokenIds] = await Promise.all([
    renderBatch([plan], template),
    findEndTokenIds(tokenizer, template),
  ]);
  if ('error' in outcome!) throw outcome.error;
  const { text, literal } = outcome!.value;
  const { ids } = tokenizer.encodeRendered(text, literal);
  const prefixIds = template.kind === 'plain' ? tokenizer.prefixIds : [];
  return { text, ids: Int32Array.from([...prefixIds, ...ids]), endTokenIds };
}

function* promptPlan({ messages }: Conversation): RenderPlan<{ text: string; spans: [] }> {
  const [result] = yield [{ ...wholeJob({ messages }), addGenerationPrompt: true }];
  return { text: renderedText(result), spans: [] };
}

/** A chat template may end turns with a token (`<|im_end|>`) that the base model's own settings do not name. */
async function findEndTokenIds(tokenizer: Tokenizer, template: ChatTemplate): Promise<number[]> {
  const messages: TemplateMessage[] = [
    { role: 'user', content: 'a' },
    { role: 'assistant', content: 'b' },
  ];
  const [result] = await template.render([{ messages, addGenerationPrompt: false }]);
  const text = result !== undefined && 'text' in result ? result.text : '';
  const last = tokenizer.findSpecialTokens(text).at(-1);
  const id = last?.end === text.trimEnd().length ? tokenizer.tokenId(last.content) : undefined;
  return [...new Set([...tokenizer.endTokenIds, ...(id === undefined ? [] : [id])])];
}
