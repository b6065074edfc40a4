/** What a command says of its work (`--json`), read with care, and in words for people. Pure. */
import { errors } from '../../common/errors.ts';
import { isJsonObject } from '../../common/json.ts';
import { formatCount } from '../../protocol/trainingWords.ts';
import type { OperationId } from './list.ts';

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

type Told = {
  id: OperationId | 'convert';
  /** Of the dataset. */
  name: string;
  /** Of the files that were written, in the order of the outputs; undefined where the document itself was changed. */
  names: readonly (string | undefined)[];
  isUnchanged?: boolean;
};

/** What was done comes first: notifications show little more than a line. */
export function summaryWords(told: Told, summary: Summary): string {
  const { id, name, names, isUnchanged = false } = told;
  const { rows, outputs, leftOut, notes } = summary;
  const written = outputs
    .map((output, i) => ({ ...output, file: names[i] }))
    .sort((a, b) => Number(a.what !== undefined) - Number(b.what !== undefined));
  const [kept] = written;
  const left = ` ${counted(kept?.rows ?? 0)} ${kept?.rows === 1 ? 'is' : 'are'} left${inFile(kept?.file)}.`;
  const also = notes.map((note) => ` ${note.replaceAll('"join"', '"Join Broken Lines"')}`).join('');
  const parts = written.map(
    ({ rows: n, what, file }) => `${counted(n)}${what === undefined ? '' : ` (${what})`}${inFile(file)}`,
  );
  switch (id) {
    case 'dedupe': {
      if (leftOut === undefined) return `No duplicate rows in ${name}: nothing to remove.${also}`;
      return `Removed ${counted(leftOut.rows, 'duplicate row')} from ${name} (${leftOut.why}).${left}${also}`;
    }
    case 'removeErrors': {
      const removed = written.find(({ what }) => what !== undefined);
      if (removed === undefined) return `No row of ${name} has errors: nothing to remove.${also}`;
      const place =
        removed.file === undefined ? '' : `; ${removed.rows === 1 ? 'it is' : 'they are'} in ${removed.file}`;
      return `Removed ${counted(removed.rows)} with errors from ${name}${place}.${left}${also}`;
    }
    case 'joinLines':
      return `${also.trim()} ${name} has ${counted(kept?.rows ?? rows)}${inFile(kept?.file)}.`;
    case 'shuffle':
    case 'sort': {
      if (isUnchanged) return `${name} is unchanged: its rows are in this order already.${also}`;
      return `${id === 'sort' ? 'Sorted' : 'Shuffled'} ${counted(rows)} of ${name}${inFile(kept?.file)}.${also}`;
    }
    case 'split':
    case 'sample':
    case 'merge':
    case 'toJsonl':
    case 'toJson':
    case 'importCsv':
    case 'convert': {
      const rest = leftOut === undefined ? '' : `; ${counted(leftOut.rows)} left out, ${leftOut.why}`;
      return `Wrote ${parts.join('; ')}${rest}.${also}`;
    }
  }
}

const inFile = (file: string | undefined): string => (file === undefined ? '' : ` in ${file}`);

const counted = (n: number, what = 'row'): string => `${formatCount(n)} ${what}${n === 1 ? '' : 's'}`;
