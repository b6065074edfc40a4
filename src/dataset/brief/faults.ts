/** What is wrong in a brief whose shape is right. */
import type { Path } from '../columns.ts';
import type { Brief } from './fields.ts';
import { compilePattern } from './pattern.ts';

export type Fault = { path: Path; message: string };

export function faultsOf(brief: Brief): Fault[] {
  return [
    ...repeatedIds('tasks', brief.tasks ?? []),
    ...repeatedIds('unacceptable', brief.unacceptable ?? []),
    ...shareFaults(brief.tasks ?? []),
    ...patternFaults(brief.unacceptable ?? []),
    ...contradictions(brief.tone ?? {}),
  ];
}

function repeatedIds(list: string, items: readonly { id: string }[]): Fault[] {
  return items.flatMap(({ id }, i) =>
    items.findIndex((other) => other.id === id) < i
      ? [{ path: [list, i, 'id'], message: `The id "${id}" stands twice. Give each its own.` }]
      : [],
  );
}

/** Shares are written with few digits: a third three times is not 1, and that is meant well. */
const SLACK = 0.005;

function shareFaults(tasks: NonNullable<Brief['tasks']>): Fault[] {
  const sum = tasks.reduce((total, { share }) => total + (share ?? 0), 0);
  if (sum <= 1 + SLACK) return [];
  const last = tasks.findLastIndex(({ share }) => share !== undefined);
  const message = `The shares of the tasks add up to ${Number(sum.toFixed(3))}, which is more than 1. Lower some of them.`;
  return [{ path: ['tasks', last, 'share'], message }];
}

function patternFaults(items: NonNullable<Brief['unacceptable']>): Fault[] {
  return items.flatMap(({ pattern }, i) => {
    const compiled = pattern === undefined ? undefined : compilePattern(pattern);
    return typeof compiled === 'string'
      ? [{ path: ['unacceptable', i, 'pattern'], message: `The pattern cannot be used: ${compiled}.` }]
      : [];
  });
}

function contradictions({ mustPhrases = [], mustNotPhrases = [] }: NonNullable<Brief['tone']>): Fault[] {
  const forbidden = new Set(mustNotPhrases.map((phrase) => phrase.trim().toLowerCase()));
  return mustPhrases.flatMap((phrase, i) =>
    forbidden.has(phrase.trim().toLowerCase())
      ? [{ path: ['tone', 'mustPhrases', i], message: `"${phrase}" is asked for and forbidden. Remove one of them.` }]
      : [],
  );
}

/** What is ruled out and cannot be found in a row: no phrase and no pattern says how it reads. */
export const uncheckedItems = ({ unacceptable = [] }: Brief): { id: string; path: Path }[] =>
  unacceptable.flatMap(({ id, pattern, phrases = [] }, i) =>
    pattern === undefined && phrases.length === 0 ? [{ id, path: ['unacceptable', i, 'description'] }] : [],
  );
