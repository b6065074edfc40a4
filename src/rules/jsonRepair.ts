/**
 * How a text that is nearly JSON becomes JSON, as the fewest edits. Where what was meant cannot be told nothing is repaired;
 * every other character stays as it is.
 */
import { MAX_DEPTH } from '../dataset/row.ts';
import { isQuote, repairString } from './jsonRepairString.ts';
import type { Place } from './rule.ts';

export type RepairKind =
  | 'trailing-comma'
  | 'comma-after-row'
  | 'missing-comma'
  | 'missing-colon'
  | 'other-quotes'
  | 'literal'
  | 'bare-key'
  | 'bare-text'
  | 'comment'
  | 'escape'
  | 'inner-quote'
  | 'control-character'
  | 'several-values'
  | 'not-closed';

/** `isSure`: it can have been meant in no other way, and nothing is lost. */
export type Repair = { kind: RepairKind; place: Place; text: string; isSure: boolean };

export type Scan = { readonly text: string; at: number; repairs: Repair[] };

export function repair(scan: Scan, kind: RepairKind, start: number, end: number, text: string, isSure: boolean): void {
  scan.repairs.push({ kind, place: { start, end }, text, isSure });
}

/** In the order of their places. Undefined if the text cannot be made JSON for certain; a line break in a repair divides two rows. */
export function repairJson(text: string): Repair[] | undefined {
  const scan: Scan = { text, at: 0, repairs: [] };
  let valueEnd = -1;
  for (;;) {
    skipSpace(scan);
    if (valueEnd >= 0 && !between(scan, valueEnd)) return undefined;
    if (scan.at >= text.length) break;
    if (!value(scan, 0)) return undefined;
    valueEnd = scan.at;
  }
  const repairs = scan.repairs.sort((a, b) => a.place.start - b.place.start || a.place.end - b.place.end);
  return valueEnd >= 0 && isGood(text, repairs) ? repairs : undefined;
}

function repaired(text: string, repairs: readonly Repair[]): string {
  let result = '';
  let at = 0;
  for (const { place, text: replacement } of repairs) {
    result += text.slice(at, place.start) + replacement;
    at = place.end;
  }
  return result + text.slice(at);
}

function isGood(text: string, repairs: readonly Repair[]): boolean {
  if (repairs.some(({ place }, i) => i > 0 && place.start < repairs[i - 1]!.place.end)) return false;
  try {
    for (const row of repaired(text, repairs).split('\n')) JSON.parse(row);
    return true;
  } catch {
    return false;
  }
}

/** What stands between two values of a line, or after its last: a comma, or nothing. */
function between(scan: Scan, valueEnd: number): boolean {
  const { text } = scan;
  const comma = text[scan.at] === ',' ? scan.at : -1;
  if (comma >= 0) {
    scan.at++;
    skipSpace(scan);
  }
  if (scan.at >= text.length) {
    if (comma >= 0) repair(scan, 'comma-after-row', comma, comma + 1, '', true);
    return true;
  }
  if (!/[[{]/.test(text[scan.at]!) || !/[\]}]/.test(text[valueEnd - 1]!)) return false;
  repair(scan, 'several-values', valueEnd, scan.at, '\n', true);
  return true;
}

function value(scan: Scan, depth: number): boolean {
  const next = scan.text[scan.at];
  if (next === undefined || depth > MAX_DEPTH) return false;
  if (next === '{' || next === '[') return members(scan, depth, next === '{' ? '}' : ']');
  if (isQuote(next)) return repairString(scan, 'value');
  return word(scan);
}

/** The members of an object or a list, from its opening bracket on. */
function members(scan: Scan, depth: number, close: '}' | ']'): boolean {
  const { text } = scan;
  scan.at++;
  let lastEnd = -1;
  let comma = -1;
  for (;;) {
    skipSpace(scan);
    const next = text[scan.at];
    if (next === undefined) {
      if (comma >= 0) repair(scan, 'trailing-comma', comma, comma + 1, '', true);
      const end = text.trimEnd().length;
      repair(scan, 'not-closed', end, end, close, false);
      return true;
    }
    if (next === close) {
      if (comma >= 0) repair(scan, 'trailing-comma', comma, comma + 1, '', true);
      scan.at++;
      return true;
    }
    if (next === ',') {
      if (comma >= 0 || lastEnd < 0) return false;
      comma = scan.at++;
      continue;
    }
    // In a list two texts may be one that was broken in two.
    if (lastEnd >= 0 && comma < 0) repair(scan, 'missing-comma', lastEnd, lastEnd, ',', close === '}');
    comma = -1;
    if (close === '}' && !key(scan)) return false;
    if (!value(scan, depth + 1)) return false;
    lastEnd = scan.at;
  }
}

const BARE_KEY = /[\p{L}_$][\p{L}\p{N}_$-]*(?=\s*:)/uy;

/** A key with its colon, to the start of its value. */
function key(scan: Scan): boolean {
  const { text } = scan;
  if (isQuote(text[scan.at]!)) {
    if (!repairString(scan, 'key')) return false;
  } else {
    const bare = matchAt(BARE_KEY, scan);
    if (bare === undefined) return false;
    repair(scan, 'bare-key', scan.at, scan.at + bare.length, `"${bare}"`, true);
    scan.at += bare.length;
  }
  const end = scan.at;
  skipSpace(scan);
  if (text[scan.at] === ':') {
    scan.at++;
    skipSpace(scan);
  } else repair(scan, 'missing-colon', end, end, ':', true);
  return true;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])/y;
const LITERAL = /(?:true|false|null|None|True|False|NaN|nan|-?Infinity|undefined)(?![\p{L}\p{N}_])/uy;
const BARE_TEXT = /[\p{L}_][^"'“”„‟‘’‚‛:,[\]{}\\\p{C}]*/uy;
const JSON_WORDS = new Map([
  ['None', 'null'],
  ['True', 'true'],
  ['False', 'false'],
]);

function word(scan: Scan): boolean {
  const number = matchAt(NUMBER, scan);
  const literal = number === undefined ? matchAt(LITERAL, scan) : undefined;
  if (number !== undefined || literal === 'true' || literal === 'false' || literal === 'null') {
    scan.at += (number ?? literal!).length;
    return true;
  }
  const found = literal ?? matchAt(BARE_TEXT, scan)?.trimEnd();
  if (found === undefined) return false;
  const end = scan.at + found.length;
  const meant = JSON_WORDS.get(found);
  // NaN, Infinity and undefined have no JSON word of their own.
  if (literal !== undefined) repair(scan, 'literal', scan.at, end, meant ?? 'null', meant !== undefined);
  else repair(scan, 'bare-text', scan.at, end, `"${found}"`, false);
  scan.at = end;
  return true;
}

/** White space, and comments, which go: with the space before one at the end of a line. */
function skipSpace(scan: Scan): void {
  const { text } = scan;
  for (;;) {
    while (/[ \t\n\r]/.test(text[scan.at] ?? '')) scan.at++;
    if (text[scan.at] !== '/') return;
    const close = text[scan.at + 1] === '*' ? text.indexOf('*/', scan.at + 2) : -1;
    if (close < 0 && text[scan.at + 1] !== '/') return;
    const lineEnd = text.indexOf('\n', scan.at);
    const end = close >= 0 ? close + 2 : lineEnd < 0 ? text.length : lineEnd;
    const start = end === text.length ? text.slice(0, scan.at).trimEnd().length : scan.at;
    repair(scan, 'comment', start, end, '', false);
    scan.at = end;
  }
}

function matchAt(pattern: RegExp, { text, at }: Scan): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
