/** One row's text read on its own: its value, and what cannot be seen in the value any more. Knows nothing of the row's place or file. */
import { isJsonObject, type JsonValue } from '../common/json.ts';
import { fieldsOf, type Columns } from './columns.ts';
import { guessFormat, guessFromText, type Guess } from './detect.ts';

/** Facts of a row's text; immutable, so that they can be kept while lines move. */
export type RowFacts = {
  text: string;
  /** Nothing but white space. */
  blank: boolean;
  /** The JSON value; absent for a blank row and for one that is not valid JSON (or is nested too deeply to be data). */
  value?: JsonValue;
  /** The format this row would have alone; absent for blank rows. */
  guess?: Guess;
  /** A key stands twice in one object. */
  hasDuplicateKey: boolean;
  /** Column of the first byte that is not UTF-8. */
  invalidAt?: number;
};

/** Real data nests a few levels; deeper values are attacks on whoever walks them. */
export const MAX_DEPTH = 200;

export function readRow(text: string, columns: Columns, invalidAt?: number): RowFacts {
  const encoding = invalidAt === undefined ? {} : { invalidAt };
  if (text.trim() === '') return { text, blank: true, hasDuplicateKey: false, ...encoding };
  const value = parse(text);
  const nKeys = value === undefined ? TOO_DEEP : countKeys(value, 0);
  if (value === undefined || nKeys >= TOO_DEEP)
    return { text, blank: false, hasDuplicateKey: false, guess: guessFromText(text, columns), ...encoding };
  const fields = fieldsOf(value, columns);
  return {
    text,
    blank: false,
    value,
    hasDuplicateKey: countWrittenKeys(text) > nKeys,
    ...(fields === undefined ? {} : { guess: guessFormat(fields) }),
    ...encoding,
  };
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

const TOO_DEEP = Infinity;

function countKeys(value: JsonValue, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth >= MAX_DEPTH) return TOO_DEEP;
  let n = 0;
  if (Array.isArray(value)) for (const item of value) n += countKeys(item, depth + 1);
  else if (isJsonObject(value)) for (const key of Object.keys(value)) n += 1 + countKeys(value[key]!, depth + 1);
  return n;
}

/** Keys as written in valid JSON: strings that a colon follows. Comparing with the keys left after parsing finds doubles without a second parser. */
function countWrittenKeys(text: string): number {
  let n = 0;
  for (let open = text.indexOf('"'); open >= 0; open = text.indexOf('"', open)) {
    let end = text.indexOf('"', open + 1);
    while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
    if (end < 0) return n;
    open = end + 1;
    while (isSpace(text.charCodeAt(open))) open++;
    if (text.charCodeAt(open) === 0x3a) n++;
  }
  return n;
}

function isEscaped(text: string, position: number): boolean {
  let start = position;
  while (text.charCodeAt(start - 1) === 0x5c) start--;
  return (position - start) % 2 === 1;
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
