/**
 * Where the text of each message stands in the rendered conversation. Marks are put into the messages, the template renders
 * them, and a mark's place counts only where taking all of them out gives the plain text exactly: never a guess. Templates
 * trim messages, or drop parts of them: then smaller stretches are marked.
 */
import type { Span } from './encoded.ts';
import { freeCharacters, takeOut } from './sentinels.ts';
import { wholeJob, type Conversation, type RenderPlan } from './spans.ts';
import type { RenderJob, RenderResult } from './renderJob.ts';

/** text[start, end) of the rendering is the same stretch of the message's content, from `from` on. */
export type Landing = Span & { from: number };

/** The landings of each message, ascending; none for a message that is not found. `text`: the conversation as it is rendered. */
export function* findLandings(conversation: Conversation, text: string): RenderPlan<Landing[][]> {
  const contents = conversation.messages.map((message) => message.content);
  const landings = contents.map((): Landing[] => []);
  let missing = [...contents.keys()].filter((i) => contents[i] !== '');
  for (const divide of [whole, core, lines]) {
    // All messages in one rendering; one by one if that changes the text, as a single one may be to blame.
    for (const alone of [false, true]) {
      const marked = (alone ? missing.slice(0, MAX_ALONE).map((i) => [i]) : [missing]).flatMap((indexes) => {
        const stretches = indexes.map((index) => ({ index, spans: divide(contents[index]!) }));
        return markContents(contents, stretches, conversation.tools) ?? [];
      });
      const results = yield marked.map((attempt) => jobWith(conversation, attempt.contents));
      for (const [i, { marks }] of marked.entries())
        for (const [index, spans] of readMarks(results[i], text, contents, marks)) landings[index] = spans;
      missing = missing.filter((i) => landings[i]!.length === 0);
      if (missing.length === 0) return landings;
    }
  }
  return landings;
}

/** So many messages are looked for one by one: each takes a rendering of the whole conversation. */
const MAX_ALONE = 100;

/** Stretches of a content that are marked, in order. */
type Divide = (content: string) => Span[];

const whole: Divide = (content) => [{ start: 0, end: content.length }];

const core: Divide = (content) => {
  const start = content.length - content.trimStart().length;
  return [{ start, end: Math.max(start, content.trimEnd().length) }];
};

/** Lines without white space around them, but for lines with tags and headings that a template may look for. */
const lines: Divide = (content) =>
  [...content.matchAll(/[^\n]+/g)].flatMap(({ index, 0: line }) => {
    const [span] = core(line);
    if (span === undefined || span.start === span.end || /[<[{|]/.test(line)) return [];
    return [{ start: index + span.start, end: index + span.end }];
  });

type Stretches = { index: number; spans: Span[] };
type Mark = { index: number; span: Span; open: string; close: string };

/** The contents with a character of its own before and behind every stretch; undefined when there are too few such characters. */
function markContents(
  contents: readonly string[],
  stretches: readonly Stretches[],
  tools: Conversation['tools'],
): { contents: string[]; marks: Mark[] } | undefined {
  const nMarks = stretches.reduce((n, { spans }) => n + spans.length, 0);
  const free = freeCharacters([...contents, JSON.stringify(tools ?? [])], 2 * nMarks);
  if (free === undefined || nMarks === 0) return undefined;
  const marks: Mark[] = [];
  const marked = [...contents];
  for (const { index, spans } of stretches) {
    const content = contents[index]!;
    let result = '';
    let position = 0;
    for (const span of spans) {
      const [open, close] = [free[2 * marks.length]!, free[2 * marks.length + 1]!];
      marks.push({ index, span, open, close });
      result += content.slice(position, span.start) + open + content.slice(span.start, span.end) + close;
      position = span.end;
    }
    marked[index] = result + content.slice(position);
  }
  return { contents: marked, marks };
}

function jobWith(conversation: Conversation, contents: readonly string[]): RenderJob {
  const job = wholeJob(conversation);
  return { ...job, messages: job.messages.map((message, i) => ({ ...message, content: contents[i]! })) };
}

function readMarks(
  result: RenderResult | undefined,
  text: string,
  contents: readonly string[],
  marks: readonly Mark[],
): Map<number, Landing[]> {
  const found = new Map<number, Landing[]>();
  if (result === undefined || !('text' in result)) return found;
  const taken = takeOut(result.text, new Set(marks.flatMap(({ open, close }) => [open, close])));
  if (taken.text !== text) return found;
  const placesOf = new Map<string, number[]>();
  for (const { character, position } of taken.positions)
    placesOf.set(character, [...(placesOf.get(character) ?? []), position]);
  for (const { index, span, open, close } of marks) {
    const [starts, ends] = [placesOf.get(open) ?? [], placesOf.get(close) ?? []];
    const [start, end] = [starts[0], ends[0]];
    // A message that is written twice, or in other words, has no one place.
    if (start === undefined || end === undefined || starts.length > 1 || ends.length > 1) continue;
    if (text.slice(start, end) !== contents[index]!.slice(span.start, span.end)) continue;
    const landings = found.get(index) ?? [];
    const last = landings.at(-1);
    if (last !== undefined && joins(last, { start, end, from: span.start }, text, contents[index]!)) last.end = end;
    else landings.push({ start, end, from: span.start });
    found.set(index, landings);
  }
  return found;
}

/** What stands between two found stretches of a content is the same in the rendering: it is one stretch. */
function joins(last: Landing, next: Landing, text: string, content: string): boolean {
  const until = last.from + (last.end - last.start);
  return next.start >= last.end && text.slice(last.end, next.start) === content.slice(until, next.from);
}
