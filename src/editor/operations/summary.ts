/** What a command says of its work (`--json`), read with care, and in words for people. Pure. */
import { errors } from '../../common/errors.ts';
import { isJsonObject } from '../../common/json.ts';
import { formatCount } from '../../protocol/trainingWords.ts';

export type Summary = {
  rows: number;
  outputs: { path: string; rows: number; what: string | undefined }[];
  leftOut: { rows: number; why: string } | undefined;
  notes: string[];
  /** Of an import: the mapping that its columns suggest. */
  columns: Record<string, string> | undefined;
};

/** Throws UserError `child-failed` when it is not what we expect. */
export function readSummary(text: string): Summary {
  const value = parsed(text);
  if (!isJsonObject(value) || typeof value['rows'] !== 'number' || !Array.isArray(value['outputs']))
    throw errors.childFailed('its summary is incomplete', '');
  const { rows, outputs, leftOut, notes, columns } = value;
  return {
    rows,
    outputs: outputs.flatMap((output) => readOutput(output) ?? []),
    leftOut: readLeftOut(leftOut),
    notes: Array.isArray(notes) ? notes.filter((note) => typeof note === 'string') : [],
    columns: isJsonObject(columns)
      ? Object.fromEntries(
          Object.entries(columns).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
        )
      : undefined,
  };
}

/** Throws UserError `child-failed` for what is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw errors.childFailed('its summary is not JSON', '');
  }
}

function readOutput(value: unknown): Summary['outputs'][number] | undefined {
  if (!isJsonObject(value)) return undefined;
  const { path, rows, what } = value;
  if (typeof path !== 'string' || typeof rows !== 'number') return undefined;
  return { path, rows, what: typeof what === 'string' ? what : undefined };
}

function readLeftOut(value: unknown): Summary['leftOut'] {
  if (!isJsonObject(value)) return undefined;
  const { rows, why } = value;
  return typeof rows === 'number' && typeof why === 'string' && rows > 0 ? { rows, why } : undefined;
}

/** `names`: those of the files that were written, in the order of the outputs; undefined where the document itself was changed. */
export function summaryWords(name: string, summary: Summary, names: readonly (string | undefined)[]): string {
  const parts = summary.outputs.map(({ rows, what }, i) => {
    const file = names[i];
    return `${counted(rows)}${what === undefined ? '' : ` (${what})`}${file === undefined ? '' : ` in ${file}`}`;
  });
  const { leftOut } = summary;
  if (leftOut !== undefined) parts.push(`${counted(leftOut.rows)} left out, ${leftOut.why}`);
  return [`${name}, ${counted(summary.rows)}: ${parts.join('; ')}.`, ...summary.notes].join(' ');
}

const counted = (n: number): string => `${formatCount(n)} row${n === 1 ? '' : 's'}`;
