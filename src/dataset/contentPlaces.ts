/**
 * Where the texts of a sample stand in the row: which stretch of a message, prompt or completion is which stretch of which
 * JSON string. What was put between them (line ends, the JSON of a tool call) stands nowhere and has no piece.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import { ALPACA_JOINT } from './alpacaQuestion.ts';
import { fieldsOf, sourcePath, type Columns, type Path } from './columns.ts';
import { turnsOf } from './conversation.ts';
import type { FormatId } from './formats.ts';
import { nodeAt, rowTree } from './rowTree.ts';
import type { Sample } from './sample.ts';
import { stringPlaces } from './stringPlaces.ts';

/** UTF-16 units [start, end) of a part of the sample are one whole string of the row; `starts`: where each of its units, and its closing quote, stands in the row's text. */
export type PlacedPiece = { start: number; end: number; starts: Uint32Array };

/** Half-open offsets in the row's text. */
export type SourceRange = { start: number; end: number };

export type RowSource = { text: string; value: JsonValue; format: FormatId | 'unknown'; columns: Columns };

/** The pieces of every part of the sample (a message; prompt and completion; the raw text), in order. */
export function placeContent({ text, value, format, columns }: RowSource, sample: Sample): PlacedPiece[][] {
  const fields = fieldsOf(value, columns) ?? {};
  const root = rowTree(text);
  return parts(sample, format, fields).map(({ content, candidates }) =>
    pieces(content, fields, candidates).flatMap(({ path, start, end }) => {
      const node = nodeAt(root, sourcePath(value, columns, path));
      const places = node === undefined ? undefined : stringPlaces(text, node.offset);
      // Another string than the one that was read (a key that stands twice) is no place for it.
      return places?.value === content.slice(start, end) ? [{ start, end, starts: places.starts }] : [];
    }),
  );
}

/** Where [start, end) of a part stands in the row's text; undefined when some of it stands nowhere, or in several strings. */
export function sourceRange(placed: readonly PlacedPiece[], start: number, end: number): SourceRange | undefined {
  const piece = placed.find((candidate) => candidate.start <= start && end <= candidate.end);
  if (piece === undefined) return undefined;
  return { start: piece.starts[start - piece.start]!, end: piece.starts[end - piece.start]! };
}

/** A string that may be part of a message, and what is written before it: `joint` behind other text, `opening` at the start. */
type Candidate = { path: Path; joint: string; opening: string };
type Part = { content: string; candidates: Candidate[] };

const plain = (path: Path, joint = '', opening = ''): Candidate => ({ path, joint, opening });

function parts(sample: Sample, format: RowSource['format'], fields: JsonObject): Part[] {
  if (sample.kind === 'text') return [{ content: sample.text, candidates: [plain(['text'])] }];
  if (sample.kind === 'completion')
    return [
      { content: sample.prompt, candidates: [plain(['prompt'])] },
      { content: sample.completion, candidates: [plain(['completion'])] },
    ];
  const messages = format === 'unknown' ? [] : messageCandidates(format, fields);
  // A system prompt that stands beside the messages comes first.
  const nBefore = sample.messages.length - messages.length;
  return sample.messages.map(({ content }, i) => ({
    content,
    candidates: i < nBefore ? [plain(['system'])] : (messages[i - nBefore] ?? []),
  }));
}

function messageCandidates(format: FormatId, fields: JsonObject): Candidate[][] {
  const turns = turnsOf(format, fields);
  if (turns === undefined) return alpacaCandidates(fields);
  return turns.map(({ path, contentPath }) => [
    ...contentCandidates(fields, contentPath),
    ...(path.length === contentPath.length ? [] : [plain([...path, 'refusal'], '\n'), ...callCandidates(fields, path)]),
  ]);
}

const saysSomething = (value: JsonValue | undefined): boolean => typeof value === 'string' && value.trim() !== '';

function alpacaCandidates(fields: JsonObject): Candidate[][] {
  const pairs = Array.isArray(fields['history']) ? fields['history'] : [];
  const history = pairs.flatMap((pair, i) =>
    Array.isArray(pair) ? [[plain(['history', i, 0])], [plain(['history', i, 1])]] : [],
  );
  const asked = ['instruction', 'input'].filter((key) => saysSomething(fields[key]));
  const question = asked.length === 0 ? [plain(['instruction'])] : asked.map((key) => plain([key], ALPACA_JOINT));
  return [...history, question, [plain(['output'])]];
}

/** The content itself where it is a string; else the texts of its parts. */
function contentCandidates(fields: JsonObject, path: Path): Candidate[] {
  const value = valueAt(fields, path);
  if (!Array.isArray(value)) return [plain(path)];
  return value.map((part, i) => plain(typeof part === 'string' ? [...path, i] : [...path, i, 'text']));
}

/** Names and arguments of tool calls: they are part of JSON in the message, so they stand in it only if they need no escapes there. */
function callCandidates(fields: JsonObject, path: Path): Candidate[] {
  const message = valueAt(fields, path);
  if (!isJsonObject(message)) return [];
  const list = Array.isArray(message['tool_calls']) ? message['tool_calls'] : [];
  const calls = list.map((_, i): Path => [...path, 'tool_calls', i, 'function']);
  if (isJsonObject(message['function_call'])) calls.push([...path, 'function_call']);
  return calls.flatMap((call, i) => [
    plain([...call, 'name'], i === 0 ? '\n{"name":"' : '}\n{"name":"', '{"name":"'),
    plain([...call, 'arguments'], '","arguments":'),
  ]);
}

/** The strings that stand in `content` where they must, one behind the other, up to the first that does not. */
function pieces(
  content: string,
  fields: JsonObject,
  candidates: readonly Candidate[],
): { path: Path; start: number; end: number }[] {
  const found: { path: Path; start: number; end: number }[] = [];
  let position = 0;
  for (const { path, joint, opening } of candidates) {
    const text = valueAt(fields, path);
    if (typeof text !== 'string' || text === '') continue;
    const before = position === 0 ? opening : joint;
    if (!content.startsWith(before + text, position)) return found;
    const start = position + before.length;
    position = start + text.length;
    found.push({ path, start, end: position });
  }
  return found;
}

function valueAt(value: JsonValue, path: Path): JsonValue | undefined {
  let at: JsonValue | undefined = value;
  for (const step of path) {
    if (Array.isArray(at) && typeof step === 'number') at = at[step];
    else if (isJsonObject(at) && typeof step === 'string' && Object.hasOwn(at, step)) at = at[step];
    else return undefined;
  }
  return at;
}
