/** A brief made ready for many rows: its phrases and patterns compiled, once each. */
import type { JsonObject } from '../../common/json.ts';
import type { Turn } from '../conversation.ts';
import type { FormatId } from '../formats.ts';
import { promptOf } from './answers.ts';
import type { Brief, BriefUnacceptable } from './fields.ts';
import { compilePattern, type Match, type Pattern } from './pattern.ts';
import { phrasesOf, type Phrases } from './phrases.ts';

export type CompiledBrief = {
  brief: Brief;
  unacceptable: readonly { item: BriefUnacceptable; find: (text: string) => Match | undefined }[];
  mustPhrases: Phrases;
  mustNotPhrases: Phrases;
  /** What the row is about, as in `taskOf`. */
  taskOf: (format: FormatId, fields: JsonObject, turns: readonly Turn[] | undefined) => number;
  /** That of a row which cannot be read as one of the format: what it says itself. */
  namedTaskOf: (fields: JsonObject) => number;
};

/** A row's task as a number: from 1, in the brief's order; none at all; or one by a name that the brief does not have. */
export const NO_TASK = 0;
export const UNKNOWN_TASK = 0xffff;
/** Nobody can tell: the row cannot be read, and names no task. It counts for none, and not as one without. */
export const UNREAD_TASK = 0xfffe;

const known = new WeakMap<Brief, CompiledBrief>();

/** Expects a brief that was read without problems. */
export function compileBrief(brief: Brief): CompiledBrief {
  let compiled = known.get(brief);
  if (compiled === undefined) known.set(brief, (compiled = compile(brief)));
  return compiled;
}

function compile(brief: Brief): CompiledBrief {
  const { tone = {}, unacceptable = [] } = brief;
  const numbers = new Map((brief.tasks ?? []).map(({ id }, i) => [id, i + 1]));
  return {
    brief,
    unacceptable: unacceptable.map((item) => ({ item, find: finderOf(item) })),
    mustPhrases: phrasesOf(tone.mustPhrases ?? []),
    mustNotPhrases: phrasesOf(tone.mustNotPhrases ?? []),
    taskOf: taskFinder(brief, numbers),
    namedTaskOf: (fields) => {
      const named = ownTask(fields);
      return named === undefined || numbers.size === 0 ? UNREAD_TASK : (numbers.get(named) ?? UNKNOWN_TASK);
    },
  };
}

function finderOf({ pattern, phrases = [] }: BriefUnacceptable): (text: string) => Match | undefined {
  const listed = phrasesOf(phrases);
  const expression = pattern === undefined ? undefined : usable(pattern);
  return (text) => listed.find(text) ?? (expression?.matches(text) === true ? expression.find(text) : undefined);
}

function usable(source: string): Pattern {
  const pattern = compilePattern(source);
  if (typeof pattern === 'string') throw new Error(`A pattern that was refused is used: ${pattern}`);
  return pattern;
}

/** The row's own "task" counts; without one, the task with the most keywords in the prompt, the first of equals. */
function taskFinder({ tasks = [] }: Brief, numbers: ReadonlyMap<string, number>): CompiledBrief['taskOf'] {
  if (tasks.length === 0) return () => NO_TASK;
  const keywords = tasks.map((task) => phrasesOf(task.keywords ?? [], 'with plurals'));
  const hasKeywords = tasks.some((task) => (task.keywords ?? []).length > 0);
  return (format, fields, turns) => {
    const named = ownTask(fields);
    if (named !== undefined) return numbers.get(named) ?? UNKNOWN_TASK;
    if (!hasKeywords) return NO_TASK;
    const prompt = promptOf(format, fields, turns);
    let best = NO_TASK;
    let most = 0;
    for (const [i, list] of keywords.entries()) {
      const n = list.mayMatch(prompt) ? (tasks[i]!.keywords ?? []).length - list.missing(prompt).length : 0;
      if (n > most) [best, most] = [i + 1, n];
    }
    return best;
  };
}

/** The field that says a row's task; no trainer reads it. */
export const TASK_FIELD = 'task';

function ownTask(fields: JsonObject): string | undefined {
  const value = fields[TASK_FIELD];
  return typeof value === 'string' ? value : undefined;
}
