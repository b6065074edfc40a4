/** The texts of a row that content rules read, with who says them and where they stand. Tolerates any shape: a row may have other problems. */
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import type { Path } from '../dataset/columns.ts';
import { SHAREGPT_ROLES } from '../dataset/conversation.ts';
import type { Finding, Place, RowContext } from './rule.ts';
import { placeInString, placesInString } from './locate.ts';

/** `answer`: what is learnt; `rejected`: an answer that is there to be avoided. */
type Speaker = 'system' | 'prompt' | 'answer' | 'rejected' | 'tool';
export type RowText = { by: Speaker; text: string; path: Path };

/** Of the row that was asked for last: rules ask for the same one after the other. */
let known: { fields: JsonObject; format: RowContext['format']; texts: readonly RowText[] } | undefined;

/** In file order of the format's fields. None where the format is not known. */
export function textsOf({ format, fields }: Pick<RowContext, 'format' | 'fields'>): readonly RowText[] {
  if (fields === undefined) return [];
  if (known?.fields !== fields || known.format !== format) known = { fields, format, texts: textsIn(format, fields) };
  return known.texts;
}

function textsIn(format: RowContext['format'], fields: JsonObject): RowText[] {
  const of = (key: string, by: Speaker): RowText[] => textsAt(fields[key], [key], by);
  switch (format) {
    case 'unknown':
      return [];
    case 'alpaca':
      return [
        ...of('system', 'system'),
        ...history(fields['history']),
        ...of('instruction', 'prompt'),
        ...of('input', 'prompt'),
        ...of('output', 'answer'),
      ];
    case 'chat':
      return of('messages', 'prompt');
    case 'sharegpt':
      return [...of('system', 'system'), ...of('conversations', 'prompt')];
    case 'completion':
      return [...promptOnly(of('prompt', 'prompt')), ...of('completion', 'answer')];
    case 'text':
      return of('text', 'answer');
    case 'preference':
      return [
        ...of('system', 'system'),
        ...['instruction', 'prompt', 'input', 'messages', 'conversations'].flatMap((key) =>
          promptOnly(textsAt(inner(fields[key]), innerPath(fields[key], key), 'prompt')),
        ),
        ...['chosen', 'preferred_output'].flatMap((key) => of(key, 'answer')),
        ...['rejected', 'non_preferred_output'].flatMap((key) => asRejected(of(key, 'rejected'))),
      ];
    case 'kto': {
      const isGood = fields['label'] !== false && fields['kto_tag'] !== false;
      const texts = [
        ...of('system', 'system'),
        ...history(fields['history']),
        ...['instruction', 'input', 'prompt'].flatMap((key) => of(key, 'prompt')),
        ...of('messages', 'prompt'),
        ...of('conversations', 'prompt'),
        ...['completion', 'output'].flatMap((key) => of(key, 'answer')),
      ];
      return isGood ? texts : asRejected(texts);
    }
  }
}

/** A string, a message, or a list of messages; `by` is for what has no role of its own. */
function textsAt(value: JsonValue | undefined, path: Path, by: Speaker): RowText[] {
  if (typeof value === 'string') return [{ by, text: value, path }];
  if (Array.isArray(value)) return value.flatMap((item, i) => textsAt(item, [...path, i], by));
  return isJsonObject(value) ? messageTexts(value, path, by) : [];
}

function messageTexts(message: JsonObject, path: Path, by: Speaker): RowText[] {
  const speaker = speakerOf(message) ?? by;
  const key = Object.hasOwn(message, 'value') ? 'value' : 'content';
  const content = message[key];
  if (typeof content === 'string') return [{ by: speaker, text: content, path: [...path, key] }];
  if (!Array.isArray(content)) return [];
  return content.flatMap((part, i): RowText[] => {
    if (typeof part === 'string') return [{ by: speaker, text: part, path: [...path, key, i] }];
    return isJsonObject(part) && typeof part['text'] === 'string'
      ? [{ by: speaker, text: part['text'], path: [...path, key, i, 'text'] }]
      : [];
  });
}

/** Calls are JSON, not what is said. */
function speakerOf(message: JsonObject): Speaker | undefined {
  const name = message['from'] ?? message['role'];
  if (name === 'function_call') return 'tool';
  const role = typeof name === 'string' && Object.hasOwn(SHAREGPT_ROLES, name) ? SHAREGPT_ROLES[name] : undefined;
  if (role === 'user') return 'prompt';
  return role === 'assistant' ? 'answer' : role;
}

function history(value: JsonValue | undefined): RowText[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((pair, i) =>
    Array.isArray(pair)
      ? pair.flatMap((text, j) => textsAt(text, ['history', i, j], j === 0 ? 'prompt' : 'answer'))
      : [],
  );
}

/** OpenAI's preference rows have the messages one level deeper. */
const inner = (value: JsonValue | undefined): JsonValue | undefined =>
  isJsonObject(value) ? value['messages'] : value;
const innerPath = (value: JsonValue | undefined, key: string): Path =>
  isJsonObject(value) ? [key, 'messages'] : [key];

/** Answers within a prompt are examples, or earlier turns that are not trained. */
const promptOnly = (texts: RowText[]): RowText[] =>
  texts.map((text) => (text.by === 'answer' ? { ...text, by: 'prompt' } : text));

const asRejected = (texts: RowText[]): RowText[] =>
  texts.map((text) => (text.by === 'answer' ? { ...text, by: 'rejected' } : text));

/** Every string in a row, also where its format is not known; keys are not texts. */
export function stringsOf(value: JsonValue, path: Path = []): { text: string; path: Path }[] {
  if (typeof value === 'string') return [{ text: value, path }];
  if (Array.isArray(value)) return value.flatMap((item, i) => stringsOf(item, [...path, i]));
  return isJsonObject(value) ? Object.entries(value).flatMap(([key, item]) => stringsOf(item, [...path, key])) : [];
}

/** Where a part of a text stands in the row. */
export function placeOfPart({ row, at }: RowContext, path: Path, part: Place): Place {
  return placeInString(row.text, at('value', path), part);
}

/** A finding for each match of a pattern (with the flag g) in a text. */
export function matchesIn(
  context: RowContext,
  { text, path }: { text: string; path: Path },
  pattern: RegExp,
  finding: (match: RegExpExecArray) => Omit<Finding, 'place'> | undefined,
): Finding[] {
  const found = [...text.matchAll(pattern)].flatMap((match) => {
    const words = finding(match);
    return words === undefined ? [] : [{ words, part: { start: match.index, end: match.index + match[0].length } }];
  });
  if (found.length === 0) return [];
  const places = placesInString(
    context.row.text,
    context.at('value', path),
    found.map(({ part }) => part),
  );
  return found.map(({ words }, i) => ({ ...words, place: places[i]! }));
}
