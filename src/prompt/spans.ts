/**
 * Which characters of a rendered conversation are trained. Four methods, the first that is proven for a turn counts:
 * 1. the template's own `{% generation %}` marks; 2. the prompt before a turn is a prefix of the whole text, and so is the
 * text with the turn; 3. sentinels around the turn's text (or behind it, where the prompt is a prefix), accepted only when
 * taking them out gives the plain text exactly; 4. else the error `template-mask-unknown`: never a guess.
 * The end-of-turn token belongs to its turn; white space after it does not (nothing is generated behind it).
 */
import { errors } from '../common/errors.ts';
import type { Message } from '../dataset/sample.ts';
import type { Span } from './encoded.ts';
import type { RenderJob, RenderResult } from './renderJob.ts';
import { takeOut, type Sentinels } from './sentinels.ts';
import { renderedText } from './template.ts';
import type { SpecialTokenUse } from './specialTokens.ts';

/** Asks for renderings and gets them: many conversations take their rounds together, in one trip to the template's thread. */
export type RenderPlan<T> = Generator<RenderJob[], T, RenderResult[]>;

export type SpanContext = {
  hasGenerationMarks: boolean;
  sentinels: Sentinels;
  /** Texts of tokens that end a turn or a text. */
  endTokens: readonly string[];
  findSpecialTokens: (text: string) => SpecialTokenUse[];
};

export type Conversation = Pick<RenderJob, 'tools'> & { messages: Message[] };

/** Spans of the trained turns, ascending, in the rendered text. Throws UserError `template-…`. */
export function* trainedSpans(
  conversation: Conversation,
  context: SpanContext,
): RenderPlan<{ text: string; spans: Span[] }> {
  const { messages } = conversation;
  const trained = [...messages.keys()].filter((i) => messages[i]!.trained);
  const [whole] = yield [wholeJob(conversation)];
  const text = renderedText(whole);
  if (trained.length === 0) return { text, spans: [] };
  const marked = context.hasGenerationMarks ? yield* markedSpans(conversation, text, context) : undefined;
  if (marked !== undefined) return { text, spans: marked };

  const assistants = trained.filter((i) => messages[i]!.role === 'assistant');
  const rendered = yield assistants.flatMap((i) => [
    { ...job(conversation, i), addGenerationPrompt: true },
    job(conversation, i + 1),
  ]);
  const spans: Span[] = [];
  for (const i of trained) {
    const at = 2 * assistants.indexOf(i);
    const before = assistants.includes(i) ? textOf(rendered[at]) : undefined;
    const after = assistants.includes(i) ? textOf(rendered[at + 1]) : undefined;
    const span =
      prefixSpan(text, before, after, context) ??
      (yield* sentinelSpan(conversation, i, { text, before, after }, context));
    if (span === undefined) throw errors.templateMaskUnknown(`message ${i + 1} cannot be found in the rendered text`);
    spans.push(span);
  }
  return { text, spans };
}

/** Method 1. Marks are trusted as their author placed them; only an end-of-turn token right behind one is added. */
function* markedSpans(conversation: Conversation, text: string, context: SpanContext): RenderPlan<Span[] | undefined> {
  const { messages } = conversation;
  const { open, close } = context.sentinels;
  const [result] = yield [{ ...wholeJob(conversation), marks: { open, close } }];
  const marked = takeOut(textOf(result) ?? '', new Set([open, close]));
  const spans = pairs(marked.positions, open);
  if (spans === undefined || spans.length === 0 || marked.text !== text) return undefined;
  const assistants = messages.filter((message) => message.role === 'assistant');
  const others = messages.some((message) => message.trained && message.role !== 'assistant');
  if (others || (spans.length !== assistants.length && !assistants.every((message) => message.trained)))
    return undefined;
  const chosen = spans.length === assistants.length ? spans.filter((_, i) => assistants[i]!.trained) : spans;
  return chosen.map((span) => ({ ...span, end: throughEndOfTurn(text, span, endTokensAfter(text, context), context) }));
}

/** Method 2. */
function prefixSpan(
  text: string,
  before: string | undefined,
  after: string | undefined,
  context: SpanContext,
): Span | undefined {
  if (before === undefined || after === undefined) return undefined;
  if (after.length <= before.length || !after.startsWith(before) || !text.startsWith(after)) return undefined;
  const end = after.trimEnd().length;
  const endsWithToken = context.findSpecialTokens(after).at(-1)?.end === end && end > before.length;
  return { start: before.length, end: endsWithToken ? end : after.length };
}

/** Method 3, for one turn. */
function* sentinelSpan(
  conversation: Conversation,
  index: number,
  { text, before, after }: { text: string; before: string | undefined; after: string | undefined },
  context: SpanContext,
): RenderPlan<Span | undefined> {
  const { open, close } = context.sentinels;
  const wrapped = (prefix: string): RenderJob => {
    const all = wholeJob(conversation);
    const messages = all.messages.map((message, i) =>
      i === index ? { ...message, content: prefix + message.content + close } : message,
    );
    return { ...all, messages };
  };
  const [around, behind] = yield [wrapped(open), wrapped('')];
  const both = takeOut(textOf(around) ?? '', new Set([open, close]));
  const spans = both.text === text ? pairs(both.positions, open) : undefined;
  const tail = takeOut(textOf(behind) ?? '', new Set([close]));
  const start = before !== undefined && text.startsWith(before) ? before.length : undefined;
  const end = tail.text === text && tail.positions.length === 1 ? tail.positions[0]!.position : undefined;
  // A template that drops part of a turn (earlier thinking) drops the first sentinel with it; its prompt still tells the start.
  const span =
    spans?.length === 1
      ? spans[0]!
      : start !== undefined && end !== undefined && start <= end
        ? { start, end }
        : undefined;
  if (span === undefined) return undefined;
  return { ...span, end: throughEndOfTurn(text, span, endTokensAfter(after ?? text, context), context) };
}

/** The known end tokens, and the one that this template ends its text with. */
function endTokensAfter(text: string, context: SpanContext): string[] {
  const last = context.findSpecialTokens(text).at(-1);
  return last?.end === text.trimEnd().length ? [...context.endTokens, last.content] : [...context.endTokens];
}

/** The span's end, moved behind an end-of-turn token that follows it, unless the span has one already. */
function throughEndOfTurn(text: string, span: Span, endTokens: readonly string[], context: SpanContext): number {
  const own = text.slice(span.start, span.end).trimEnd();
  if (context.findSpecialTokens(own).at(-1)?.end === own.length && own !== '') return span.end;
  const from = text.length - text.slice(span.end).trimStart().length;
  const token = endTokens.find((content) => text.startsWith(content, from));
  return token === undefined ? span.end : from + token.length;
}

function pairs(positions: readonly { character: string; position: number }[], open: string): Span[] | undefined {
  if (positions.length % 2 === 1) return undefined;
  const spans: Span[] = [];
  for (let i = 0; i < positions.length; i += 2) {
    if (positions[i]!.character !== open || positions[i + 1]!.character === open) return undefined;
    spans.push({ start: positions[i]!.position, end: positions[i + 1]!.position });
  }
  return spans;
}

/** The rendering of a whole conversation. */
export const wholeJob = (conversation: Conversation): RenderJob => job(conversation, conversation.messages.length);

const job = ({ messages, tools }: Conversation, nMessages: number): RenderJob => ({
  messages: messages.slice(0, nMessages).map(({ role, content }) => ({ role, content })),
  addGenerationPrompt: false,
  ...(tools === undefined ? {} : { tools }),
});

const textOf = (result: RenderResult | undefined): string | undefined =>
  result !== undefined && 'text' in result ? result.text : undefined;
