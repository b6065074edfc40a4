/**
 * Keeps text of people from becoming special tokens: a guard character is put into every special token that a message
 * spells out, the conversation is rendered, and where the guards stand afterwards those characters are plain text.
 */
import { errors } from '../common/errors.ts';
import type { Span } from './encoded.ts';
import { mapStrings, takeOut } from './sentinels.ts';
import { renderedText } from './template.ts';
import type { SpecialTokenUse } from './specialTokens.ts';
import { wholeJob, type Conversation, type RenderPlan } from './spans.ts';

export type Rendered = { text: string; spans: Span[]; literal: Span[] };

export type GuardContext = {
  guard: string;
  /** Whether `plan` renders with a generation prompt. */
  addGenerationPrompt: boolean;
  findSpecialTokens: (text: string) => SpecialTokenUse[];
};

/** Renders with `plan`, guarded where a message needs it. Throws UserError `template-mask-unknown` when the guard changes the text. */
export function* guarded(
  conversation: Conversation,
  { guard, addGenerationPrompt, findSpecialTokens }: GuardContext,
  plan: (conversation: Conversation) => RenderPlan<{ text: string; spans: Span[] }>,
): RenderPlan<Rendered> {
  let nGuards = 0;
  const protect = (text: string): string => {
    let result = '';
    let position = 0;
    for (const { start } of findSpecialTokens(text)) {
      result += text.slice(position, start + 1) + guard;
      position = start + 1;
      nGuards++;
    }
    return result + text.slice(position);
  };
  const messages = conversation.messages.map((message) => ({ ...message, content: protect(message.content) }));
  const tools = conversation.tools?.map((tool) => mapStrings(tool, protect));
  if (nGuards === 0) return { ...(yield* plan(conversation)), literal: [] };

  const [plain] = yield [{ ...wholeJob(conversation), addGenerationPrompt }];
  const rendered = yield* plan({ messages, ...(tools === undefined ? {} : { tools }) });
  const { text, positions } = takeOut(rendered.text, new Set([guard]));
  if (text !== renderedText(plain))
    throw errors.templateMaskUnknown(
      'a message spells out a special token, and the template treats it in a way of its own',
    );
  const nBefore = (offset: number) => rendered.text.slice(0, offset).split(guard).length - 1;
  return {
    text,
    spans: rendered.spans.map(({ start, end }) => ({ start: start - nBefore(start), end: end - nBefore(end) })),
    // The guard stands behind the first character of the special token.
    literal: positions.map(({ position }) => ({ start: position - 1, end: position + 1 })),
  };
}
