/** Reading a brief: what it says, or everything that is wrong with it, each at its place. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { findNodeAtLocation, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { isJsonObject, type JsonValue } from '../../common/json.ts';
import { closest } from '../../common/spelling.ts';
import type { Path } from '../columns.ts';
import type { Range0 } from '../problem.ts';
import { type Brief } from './fields.ts';
import { faultsOf, uncheckedItems } from './faults.ts';
import { briefSchema } from './schema.ts';

/** `isMeaning`: a JSON schema cannot say it, so editors do not. */
export type BriefProblem = { message: string; range: Range0; isMeaning: boolean };

/** A brief with problems is not used: nobody could tell which of its rules hold. */
export type BriefReading =
  | {
      brief: Brief;
      problems: readonly [];
      /** What the brief decides and nothing checks; absent where there is none. */
      notes?: readonly BriefNote[];
    }
  | { brief?: undefined; problems: readonly BriefProblem[] };

/** Of the item with this id. */
export type BriefNote = { id: string; message: string; range: Range0 };

const MAX_LENGTH = 1_000_000;
/** Far more than the fields have; a parser that calls itself for each level ends at some thousands. */
const MAX_DEPTH = 100;

export function readBrief(text: string): BriefReading {
  const source = text.replace(/^\uFEFF/, '');
  const shift = text.length - source.length;
  const rangeOf = (start: number, end: number): Range0 => rangeIn(text, start + shift, end + shift);
  if (source.length > MAX_LENGTH)
    return failed(`A brief has at most ${MAX_LENGTH.toLocaleString('en-US')} characters.`, rangeOf(0, 0));
  if (isTooDeep(source)) return failed(`Values of a brief are at most ${MAX_DEPTH} levels deep.`, rangeOf(0, 0));
  const errors: ParseError[] = [];
  const root = parseTree(source, errors, { disallowComments: true, allowTrailingComma: false });
  const [error] = errors;
  if (error !== undefined || root === undefined) {
    const { offset, length } = error ?? { offset: 0, length: 0 };
    const what = error === undefined ? 'it is empty' : wordsOf(printParseErrorCode(error.error));
    return failed(`The brief is not valid JSON: ${what}.`, rangeOf(offset, offset + length));
  }
  const value = JSON.parse(source) as JsonValue;
  const place = (part: 'key' | 'value', path: Path): Range0 => {
    const { offset, length } = nodeAt(root, part, path);
    return rangeOf(offset, offset + length);
  };
  const shape = shapeProblems(value, place);
  if (shape.length > 0) return { problems: shape };
  const brief = value as unknown as Brief; // The schema has just said so.
  const faults = faultsOf(brief);
  if (faults.length === 0) {
    const notes = uncheckedItems(brief).map(({ id, path }): BriefNote => ({
      id,
      message: UNCHECKED,
      range: place('value', path),
    }));
    return { brief, problems: [], ...(notes.length === 0 ? {} : { notes }) };
  }
  return {
    problems: faults.map(({ path, message }) => ({ message, range: place('value', path), isMeaning: true })),
  };
}

const UNCHECKED =
  'Nothing checks this yet: it stands in the system prompt alone. Add "phrases" that give it away in an answer, or a "pattern".';

function isTooDeep(text: string): boolean {
  let [depth, isInString] = [0, false];
  for (let i = 0; i < text.length; i++) {
    const mark = text[i];
    if (isInString && mark === '\\') i++;
    else if (mark === '"') isInString = !isInString;
    else if (isInString) continue;
    else if (mark === '[' || mark === '{') depth++;
    else if (mark === ']' || mark === '}') depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

const failed = (message: string, range: Range0): BriefReading => ({ problems: [{ message, range, isMeaning: false }] });

let compiled: ValidateFunction | undefined;

function shapeProblems(value: JsonValue, place: (part: 'key' | 'value', path: Path) => Range0): BriefProblem[] {
  compiled ??= new Ajv({ allErrors: true, verbose: true }).compile(briefSchema());
  if (compiled(value)) return [];
  const found = compiled.errors ?? [];
  const mistyped = new Set(found.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath));
  // Of a value of the wrong type nothing else needs to be said.
  const told = found.filter(({ keyword, instancePath }) => keyword === 'type' || !mistyped.has(instancePath));
  return told.map((error) => {
    const path = pathOf(error.instancePath, value);
    const unknown = (error.params as { additionalProperty?: string }).additionalProperty;
    return {
      message: messageOf(error, path),
      range: unknown === undefined ? place('value', path) : place('key', [...path, unknown]),
      isMeaning: false,
    };
  });
}

function messageOf({ keyword, params, parentSchema }: ErrorObject, path: Path): string {
  const facts = params as Record<string, unknown>;
  const name = path.length === 0 ? 'The brief' : `"${path.join('.')}"`;
  switch (keyword) {
    case 'additionalProperties': {
      const unknown = String(facts['additionalProperty']);
      const meant = closest(unknown, Object.keys((parentSchema?.['properties'] ?? {}) as object));
      return `${name} has no field "${unknown}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`;
    }
    case 'required':
      return `${name} lacks "${String(facts['missingProperty'])}".`;
    case 'type':
      return `${name} must be ${TYPES[String(facts['type'])] ?? String(facts['type'])}.`;
    case 'enum':
      return `${name} must be one of ${(facts['allowedValues'] as string[]).map((choice) => `"${choice}"`).join(', ')}.`;
    case 'pattern':
      return `${name} is empty.`;
    case 'maxLength':
      return `${name} has more than ${String(facts['limit'])} characters.`;
    case 'maxItems':
      return `${name} has more than ${String(facts['limit'])} items.`;
    default:
      return `${name} must be ${facts['comparison'] === '>=' ? 'at least' : 'at most'} ${String(facts['limit'])}.`;
  }
}

const TYPES: Record<string, string> = {
  string: 'a text',
  array: 'a list',
  object: 'an object',
  number: 'a number',
  integer: 'a whole number',
};

/** InvalidSymbol -> invalid symbol. */
const wordsOf = (code: string): string => code.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();

function nodeAt(root: Node, part: 'key' | 'value', path: Path): Node {
  const node = findNodeAtLocation(root, [...path]);
  if (node === undefined) return root;
  const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
  return part === 'key' && key !== undefined ? key : node;
}

function pathOf(pointer: string, root: JsonValue): Path {
  let at: JsonValue | undefined = root;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const step = Array.isArray(at) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~');
      at = Array.isArray(at) ? at[Number(part)] : isJsonObject(at) ? at[String(step)] : undefined;
      return step;
    });
}

function rangeIn(text: string, start: number, end: number): Range0 {
  const from = positionIn(text, start);
  const to = positionIn(text, end);
  return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
}

function positionIn(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length - 1, column: lines.at(-1)!.length };
}
