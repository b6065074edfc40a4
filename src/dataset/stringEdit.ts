/** Gives a JSON string another value by the smallest change of its literal: what stays keeps the escapes it was written with. */
import { stringPlaces } from './stringPlaces.ts';

/** Replaces [start, end) of the literal. */
export type StringEdit = { start: number; end: number; text: string };

/** Undefined where the literal says `value` already. Expects a valid literal with its quotes. */
export function editJsonString(literal: string, value: string): StringEdit | undefined {
  const written = stringPlaces(literal, 0);
  if (written === undefined) throw new RangeError(`This is no JSON string: ${literal.slice(0, 40)}`);
  const { value: before, starts } = written;
  if (before === value) return undefined;
  const prefix = commonPrefix(before, value);
  const suffix = commonSuffix(before, value, Math.min(before.length, value.length) - prefix);
  return {
    start: starts[prefix]!,
    end: starts[before.length - suffix]!,
    text: writeText(value.slice(prefix, value.length - suffix), isWrittenInAscii(literal)),
  };
}

/** The characters of a JSON string between its quotes. `inAscii`: all others are escaped. */
function writeText(text: string, inAscii: boolean): string {
  const escaped = JSON.stringify(text).slice(1, -1);
  // Editors take U+2028 and U+2029 for line ends.
  return escaped.replace(inAscii ? /[^ -~]/g : /[\u2028\u2029]/g, escapeUnit);
}

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Nothing but ASCII, and escapes that stand for more: whoever wrote it escapes every other character. */
const isWrittenInAscii = (literal: string): boolean =>
  /\\u(?!00[0-7])[0-9a-f]{4}/i.test(literal) && /^[ -~]*$/.test(literal);

function commonPrefix(a: string, b: string): number {
  const limit = Math.min(a.length, b.length);
  let n = 0;
  while (n < limit && a.charCodeAt(n) === b.charCodeAt(n)) n++;
  return splitsPair(a, n) || splitsPair(b, n) ? n - 1 : n;
}

function commonSuffix(a: string, b: string, limit: number): number {
  let n = 0;
  while (n < limit && a.charCodeAt(a.length - 1 - n) === b.charCodeAt(b.length - 1 - n)) n++;
  return splitsPair(a, a.length - n) || splitsPair(b, b.length - n) ? n - 1 : n;
}

/** The two halves of a surrogate pair stay together: one half alone would be lost when the file is written as UTF-8. */
const splitsPair = (text: string, at: number): boolean => isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at));
const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
