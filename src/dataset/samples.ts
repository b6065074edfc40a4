/** Rows as the trainer sees them. A row that cannot be trained on is handed back with its reason, never dropped. */
import { isBlankText } from '../common/blankText.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import { alpacaQuestion } from './alpacaQuestion.ts';
import { clashesOf, fieldsOf } from './columns.ts';
import { turnsOf, type Turn } from './conversation.ts';
import type { FormatId } from './formats.ts';
import { loneSurrogates } from './loneSurrogates.ts';
import type { Dataset } from './read.ts';
import type { RowFacts } from './row.ts';
import { isForeign } from './rowFormat.ts';
import { rowHash } from './rowKeys.ts';
import type { Message, Sample, SampleRow, SkippedRow } from './sample.ts';
import { schemaErrors } from './schema.ts';

export type Samples = { samples: SampleRow[]; skipped: SkippedRow[] };

export function samplesOf(dataset: Dataset): Samples {
  const result: Samples = { samples: [], skipped: [] };
  for (const row of dataset.rows) {
    const found = sampleOf(row, dataset);
    if ('code' in found) result.skipped.push({ row: row.row, code: found.code, reason: found.reason });
    else result.samples.push({ row: row.row, rowHash: rowHash(row.value), sample: found });
  }
  return result;
}

type Reason = { code: string; reason: string };
const because = (code: string, reason: string): Reason => ({ code, reason });

/** The row's sample, or the code of the rule that it breaks. */
export function sampleOf(row: RowFacts, { format, columns }: Pick<Dataset, 'format' | 'columns'>): Sample | Reason {
  if (row.invalidAt !== undefined) return because('file-encoding', 'The row has bytes that are not UTF-8.');
  if (row.value === undefined) return because('json-syntax', 'The row is not valid JSON.');
  const fields = fieldsOf(row.value, columns);
  if (fields === undefined) return because('json-not-object', 'The row is not a JSON object.');
  if (loneSurrogates(row.text).length > 0)
    return because('json-lone-surrogate', 'The row has half of a character, which no UTF-8 can hold.');
  const [clash] = clashesOf(row.value, columns);
  if (clash !== undefined)
    return because('json-duplicate-key', `"${clash.keys.join('" and "')}" are both read as "${clash.field}".`);
  if (format === 'unknown') return because('format-unknown', 'The format of the file is not known.');
  if (isForeign(row, fields, format))
    return because(
      'format-mixed',
      `The row is in the format ${row.guess?.format ?? 'unknown'}, the file is ${format}.`,
    );
  const [error] = schemaErrors(format, fields);
  if (error?.kind === 'missing') return because('missing-field', `The field "${error.field}" is missing.`);
  if (error !== undefined) return because('wrong-type', `"${error.path.join('.')}" is not ${error.expected}.`);
  if (format === 'preference' || format === 'kto')
    return because(
      'format-not-trainable',
      `Rows of the format ${format} are for preference tuning, which is not available yet.`,
    );
  const turns = turnsOf(format, fields);
  if (turns === undefined) return plainSample(format, fields);
  const tools = toolsOf(fields['tools']);
  if (tools === undefined) return because('wrong-type', '"tools" is not a list, nor a JSON list in a string.');
  const messages = messagesOf(turns);
  if ('code' in messages) return messages;
  const system = format === 'sharegpt' ? systemOf(fields) : [];
  const all = [...tools, ...(Array.isArray(fields['functions']) ? fields['functions'] : [])];
  return {
    kind: 'conversation',
    messages: [...system, ...messages.messages],
    ...(all.length === 0 ? {} : { tools: all }),
  };
}

function messagesOf(turns: Turn[]): { messages: Message[] } | Reason {
  const messages: Message[] = [];
  for (const { role, content, trained, unsupported } of turns) {
    if (role === undefined) return because('role-unknown', 'A message has a role that is not known.');
    if (unsupported !== undefined) return because(unsupported.code, `A message has ${unsupported.what}.`);
    messages.push({ role, content, trained });
  }
  if (!messages.some((message) => message.role === 'assistant'))
    return because('no-assistant', 'The conversation has no assistant message.');
  if (!messages.some((message) => message.trained && !isBlankText(message.content)))
    return because('zero-signal', 'No message with text is trained.');
  return { messages };
}

function plainSample(format: FormatId, fields: JsonObject): Sample | Reason {
  const key = ({ alpaca: 'output', text: 'text', completion: 'completion' } as Partial<Record<FormatId, string>>)[
    format
  ];
  const target = text(fields[key ?? '']);
  if (isBlankText(target)) return because('empty-output', `"${key ?? ''}" is empty.`);
  if (format === 'text') return { kind: 'text', text: target };
  if (format === 'completion') return { kind: 'completion', prompt: text(fields['prompt']), completion: target };
  return { kind: 'conversation', messages: alpacaMessages(fields) };
}

/** [system], the history's turns, instruction and input divided by an empty line, output. */
function alpacaMessages(fields: JsonObject): Message[] {
  const history = Array.isArray(fields['history']) ? fields['history'].filter((pair) => Array.isArray(pair)) : [];
  return [
    ...systemOf(fields),
    ...history.flatMap(([user, assistant]): Message[] => [
      { role: 'user', content: text(user), trained: false },
      { role: 'assistant', content: text(assistant), trained: true },
    ]),
    { role: 'user', content: alpacaQuestion(text(fields['instruction']), text(fields['input'])), trained: false },
    { role: 'assistant', content: text(fields['output']), trained: true },
  ];
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

function systemOf(fields: JsonObject): Message[] {
  const content = text(fields['system']);
  return content === '' ? [] : [{ role: 'system', content, trained: false }];
}

/** Tools are a list, or (Glaive, LLaMA-Factory) that list as JSON in a string. Undefined: neither. */
export function toolsOf(value: JsonValue | undefined): JsonValue[] | undefined {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string') return undefined;
  if (value.trim() === '') return [];
  try {
    const parsed = JSON.parse(value) as JsonValue;
    return Array.isArray(parsed) ? parsed : isJsonObject(parsed) ? [parsed] : undefined;
  } catch {
    return undefined;
  }
}
