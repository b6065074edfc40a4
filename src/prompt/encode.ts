/**
 * A sample as token ids with its loss mask. The linter, the lens, the trainer and the playground all come through here.
 * The whole text is rendered once and encoded once: encoding pieces and joining them gives other tokens.
 */
import { setImmediate } from 'node:timers/promises';
import { errors } from '../common/errors.ts';
import type { Sample } from '../dataset/sample.ts';
import type { Encoded } from './encoded.ts';
import { guarded, type Rendered } from './guardedConversation.ts';
import { renderBatch, type Outcome } from './renderBatch.ts';
import { pickSentinels } from './sentinels.ts';
import { trainedSpans, type Conversation, type RenderPlan } from './spans.ts';
import type { ChatTemplate } from './template.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Throws UserError: `template-…`, `tokenizer-unaligned`, `no-end-token`. */
export async function encodeSample(sample: Sample, tokenizer: Tokenizer, template: ChatTemplate): Promise<Encoded> {
  const [outcome] = await encodeBatch([sample], tokenizer, template);
  if ('error' in outcome!) throw outcome.error;
  return outcome!.value;
}

/** One outcome a sample, in order; the template's thread is asked a few times for all of them. */
export async function encodeBatch(
  samples: readonly Sample[],
  tokenizer: Tokenizer,
  template: ChatTemplate,
): Promise<Outcome<Encoded>[]> {
  const outcomes: Outcome<Encoded>[] = [];
  for (let start = 0; start < samples.length; start += ROWS_AT_ONCE) {
    const plans = samples.slice(start, start + ROWS_AT_ONCE).map((sample) => renderSample(sample, tokenizer, template));
    for (const outcome of await renderBatch(plans, template))
      outcomes.push('error' in outcome ? outcome : attempt(() => tokenize(outcome.value, tokenizer)));
    // Messages, timers and Ctrl+C get through between batches.
    await setImmediate();
  }
  return outcomes;
}

/** Bounds the memory of texts in flight; enough that a trip to the thread costs little. */
const ROWS_AT_ONCE = 256;

function attempt<T>(work: () => T): Outcome<T> {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}

type ToEncode = Rendered & { prefixIds: readonly number[] };

function* renderSample(sample: Sample, tokenizer: Tokenizer, template: ChatTemplate): RenderPlan<ToEncode> {
  switch (sample.kind) {
    case 'conversation':
      return yield* renderConversation(sample, tokenizer, template);
    case 'completion':
      return rawText(sample.prompt, sample.completion, tokenizer);
    case 'text':
      return rawText('', sample.text, tokenizer);
  }
}

function* renderConversation(sample: Conversation, tokenizer: Tokenizer, template: ChatTemplate): RenderPlan<ToEncode> {
  if (template.kind === 'plain' && tokenizer.endToken === undefined) throw errors.noEndToken('an answer');
  const sentinels = pickSentinels([
    template.source,
    ...sample.messages.map((message) => message.content),
    JSON.stringify(sample.tools ?? []),
  ]);
  if (sentinels === undefined) throw errors.templateMaskUnknown('the row uses nearly every private-use character');
  const context = {
    hasGenerationMarks: template.hasGenerationMarks,
    sentinels,
    endTokens: endTokensOf(tokenizer),
    findSpecialTokens: (text: string) => tokenizer.findSpecialTokens(text),
  };
  const guard = { ...context, guard: sentinels.guard, addGenerationPrompt: false };
  const rendered = yield* guarded(sample, guard, (conversation) => trainedSpans(conversation, context));
  // A model's template writes BOS itself where it wants one; the plain template leaves that to the tokenizer.
  return { ...rendered, prefixIds: template.kind === 'plain' ? tokenizer.prefixIds : [] };
}

/** Context and trained text, ended by the end-of-text token. What people wrote stays plain text; only the end token is special. */
function rawText(prompt: string, completion: string, tokenizer: Tokenizer): ToEncode {
  const { endToken, prefixIds } = tokenizer;
  if (endToken === undefined) throw errors.noEndToken('a text');
  const end = prompt.length + completion.length;
  const text = prompt + completion + endToken.content;
  return { text, spans: [{ start: prompt.length, end: text.length }], literal: [{ start: 0, end }], prefixIds };
}

function tokenize({ text, spans, literal, prefixIds }: ToEncode, tokenizer: Tokenizer): Encoded {
  const { ids, offsets } = withPrefix(tokenizer.encodeRendered(text, literal), prefixIds);
  const supervised = new Uint8Array(ids.length);
  const ascending = spans.toSorted((a, b) => a.start - b.start);
  let passed = 0;
  for (let t = prefixIds.length; t < ids.length; t++) {
    const start = offsets[2 * t]!;
    while (passed < ascending.length && ascending[passed]!.end <= start) passed++;
    if (passed < ascending.length && ascending[passed]!.start <= start) supervised[t] = 1;
  }
  return { ids, supervised, text, offsets };
}

/** The prefix has no characters: its ranges are empty, at the start. */
function withPrefix(tokens: Pick<Encoded, 'ids' | 'offsets'>, prefixIds: readonly number[]): typeof tokens {
  const nPrefix = prefixIds.length;
  if (nPrefix === 0) return tokens;
  const ids = new Int32Array(nPrefix + tokens.ids.length);
  ids.set(prefixIds);
  ids.set(tokens.ids, nPrefix);
  const offsets = new Uint32Array(2 * ids.length);
  offsets.set(tokens.offsets, 2 * nPrefix);
  return { ids, offsets };
}

function endTokensOf(tokenizer: Tokenizer): string[] {
  return tokenizer.endTokenIds.flatMap((id) => {
    const content = tokenizer.addedToken(id)?.content;
    return content === undefined ? [] : [content];
  });
}
