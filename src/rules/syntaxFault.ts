/** Why a text is not JSON: the first fault, its place, and what its writer probably meant. */
import { printParseErrorCode, visit, type ParseErrorCode } from 'jsonc-parser';
import { MAX_DEPTH } from '../dataset/row.ts';
import { wholePlace } from './locate.ts';
import type { Place } from './rule.ts';
import { shown, symbolMessage } from './symbolMessage.ts';

export type SyntaxFault = { place: Place; message: string };

/** Expects a text that JSON.parse refuses, or that is nested more deeply than MAX_DEPTH. */
export function syntaxFault(text: string): SyntaxFault {
  const whole = wholePlace(text);
  const depthAt = tooDeepAt(text);
  if (depthAt !== undefined)
    return {
      place: { start: depthAt, end: depthAt + 1 },
      message: `Nested more than ${MAX_DEPTH} levels deep, which no format is.`,
    };
  const error = firstError(text);
  // JSON.parse knows of faults that the tolerant parser lets pass; it names no place for them.
  if (error === undefined) return { place: whole, message: 'This is not valid JSON.' };
  const place = { start: Math.min(error.offset, whole.end), end: Math.min(error.offset + error.length, text.length) };
  return explain(text, error.code, place, whole);
}

/** Position of the bracket that goes too deep; strings are skipped. */
function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      if (++depth > MAX_DEPTH) return i;
    } else if (character === '}' || character === ']') depth--;
  }
  return undefined;
}

type ParseError = { code: ParseErrorCode; offset: number; length: number };

function firstError(text: string): ParseError | undefined {
  let first: ParseError | undefined;
  visit(
    text,
    {
      onError: (code, offset, length) => {
        if (first === undefined || offset < first.offset) first = { code, offset, length };
      },
    },
    { disallowComments: true, allowTrailingComma: false },
  );
  return first;
}

function explain(text: string, code: ParseErrorCode, place: Place, whole: Place): SyntaxFault {
  const found = text.slice(place.start, place.end);
  const comma = commaBefore(text, place.start);
  if (comma !== undefined && /^[}\]]/.test(found))
    return { place: comma, message: 'A comma before the closing bracket: JSON allows none there. Remove it.' };
  if (/^\s*["\w-].*[:,]\s*$|^\s*"[^"]*"\s*:|^\s*[}\]],?\s*$/.test(text) && !/^\s*[[{]/.test(text))
    return {
      place: whole,
      message: 'This looks like a part of an object written over several lines. In JSONL a row is one line: join them.',
    };
  if (place.start >= whole.end || found === '') return atEnd(text, whole);
  if (found.startsWith("'") || text[place.start] === "'")
    return { place: quotedPlace(text, place), message: 'JSON strings stand in double quotes: write " instead of \'.' };
  const literal = /^(None|True|False|NaN|-?Infinity|undefined|nan)\b/.exec(text.slice(place.start));
  if (literal !== null)
    return { place: { start: place.start, end: place.start + literal[0].length }, message: literalMessage(literal[0]) };
  return { place: nonEmpty(place, text), message: plainMessage(text, code, place) };
}

function atEnd(text: string, whole: Place): SyntaxFault {
  const place = { start: Math.max(whole.start, whole.end - 1), end: whole.end };
  const isOpening = /[{[,:]\s*$/.test(text);
  const message = isOpening
    ? 'The line ends in the middle of its JSON value. In JSONL a row is one line: if the object goes on below, join the lines.'
    : 'The row ends before its JSON value is complete: a closing bracket is missing.';
  return { place, message };
}

function literalMessage(word: string): string {
  const replacement = { None: 'null', True: 'true', False: 'false', undefined: 'null' }[word];
  return replacement === undefined
    ? `JSON has no ${word}: write a number, null, or a string.`
    : `JSON writes ${replacement} instead of ${word}.${word === 'undefined' ? '' : ' Write rows with json.dumps, not with str().'}`;
}

function plainMessage(text: string, code: ParseErrorCode, place: Place): string {
  const found = text.slice(place.start, place.end);
  const name: string = printParseErrorCode(code);
  switch (name) {
    case 'UnexpectedEndOfString':
      return 'This string is not closed on its line. Write a line break inside a string as \\n, or close the string with ".';
    case 'EndOfFileExpected':
      return severalValues(text, found)
        ? 'A second JSON value on the same line: put each row on a line of its own.'
        : found === ','
          ? 'A comma after the row: in JSONL rows stand on lines of their own, without commas between. Remove it.'
          : `Nothing may follow the row's JSON value, but ${shown(found)} does.`;
    case 'InvalidCommentToken':
      return 'JSON has no comments: remove this one.';
    case 'InvalidEscapeCharacter':
      return 'This is no escape that JSON knows: write a backslash as \\\\.';
    case 'InvalidUnicode':
      return 'After \\u four hexadecimal digits must follow.';
    case 'InvalidCharacter':
      return 'A control character stands in a string: write it as an escape, such as \\t or \\u0001.';
    case 'InvalidNumberFormat':
    case 'UnexpectedEndOfNumber':
      return 'This is no number that JSON knows.';
    case 'CommaExpected':
      return `A comma is missing before ${shown(found)}.`;
    case 'ColonExpected':
      return `A colon is missing before ${shown(found)}.`;
    case 'PropertyNameExpected':
      return `A key in double quotes is expected here, not ${shown(found)}.`;
    case 'ValueExpected':
      return `A value is expected here, not ${shown(found)}.`;
    case 'CloseBraceExpected':
      return 'A closing } is missing here.';
    case 'CloseBracketExpected':
      return 'A closing ] is missing here.';
    default:
      return symbolMessage(text, place);
  }
}

function severalValues(text: string, found: string): boolean {
  return /^\s*[[{"]/.test(text) && /^[[{"]/.test(found);
}

/** The last comma before `offset` with only white space between. */
function commaBefore(text: string, offset: number): Place | undefined {
  const before = text.slice(0, offset).trimEnd();
  return before.endsWith(',') ? { start: before.length - 1, end: before.length } : undefined;
}

function quotedPlace(text: string, place: Place): Place {
  const end = text.indexOf("'", place.start + 1);
  return { start: place.start, end: end < 0 ? place.end : end + 1 };
}

const nonEmpty = (place: Place, text: string): Place =>
  place.end > place.start ? place : { start: place.start, end: Math.min(place.start + 1, text.length) };
