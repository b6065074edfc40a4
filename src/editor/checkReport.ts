/** What `tunewright check --json` prints, read with care: a child's output is input. Pure. */
import { errors } from '../common/errors.ts';
import { isJsonObject } from '../common/json.ts';
import type { Range0, Severity } from '../dataset/problem.ts';
import { counted } from './statusWords.ts';

export type CheckedFile = {
  format: string;
  rows: number;
  /** A mapping under which the file could be read, when its own names are unknown. */
  suggestedColumns: Record<string, string> | undefined;
  problems: { code: string; severity: Severity; message: string; range: Range0 }[];
};

/** The one file's report. Throws UserError `child-failed` when it is not what we expect. */
export function readCheckReport(text: string): CheckedFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw errors.childFailed('its report is not JSON', '');
  }
  const files = isJsonObject(value) ? value['files'] : undefined;
  const file: unknown = Array.isArray(files) ? files[0] : undefined;
  if (!isJsonObject(file)) throw errors.childFailed('its report names no file', '');
  const { format, rows, suggestedColumns, problems } = file;
  if (typeof format !== 'string' || typeof rows !== 'number' || !Array.isArray(problems))
    throw errors.childFailed('its report is incomplete', '');
  return {
    format,
    rows,
    suggestedColumns: isJsonObject(suggestedColumns) ? textEntries(suggestedColumns) : undefined,
    problems: problems.flatMap((problem: unknown) => readProblem(problem) ?? []),
  };
}

const textEntries = (object: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(object).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information'];

/** The report counts from 1, we from 0. */
function readProblem(value: unknown): CheckedFile['problems'][number] | undefined {
  if (!isJsonObject(value)) return undefined;
  const { code, message, line, column, endLine, endColumn } = value;
  const severity = SEVERITIES.find((known) => known === value['severity']);
  if (typeof code !== 'string' || typeof message !== 'string' || severity === undefined) return undefined;
  if (typeof line !== 'number' || typeof column !== 'number') return undefined;
  if (typeof endLine !== 'number' || typeof endColumn !== 'number') return undefined;
  const range = { startLine: line - 1, startColumn: column - 1, endLine: endLine - 1, endColumn: endColumn - 1 };
  return { code, severity, message, range };
}

/** "data.jsonl: 12 rows (alpaca), 1 error, 1 note.": what there is none of is left out. */
export function checkWords(name: string, { rows, format, problems }: CheckedFile): string {
  const found = SEVERITIES.flatMap((severity) => {
    const n = problems.filter((problem) => problem.severity === severity).length;
    return n === 0 ? [] : [counted(n, severity === 'information' ? 'note' : severity)];
  });
  const words = found.length === 0 ? 'no problems' : found.join(', ');
  return `${name}: ${counted(rows, 'row')} (${format === 'unknown' ? 'unknown format' : format}), ${words}.`;
}
