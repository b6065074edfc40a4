/** What the commands that make datasets from datasets share: their flags, where results go, and what is said of them. */
import { access, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { formatAmount } from '../../common/amount.ts';
import { besidePath } from '../../common/besidePath.ts';
import { errors, UserError } from '../../common/errors.ts';
import { requirePlain, writeFileAtomic } from '../../common/files.ts';
import { Interrupted } from '../../common/pause.ts';
import { printableLine } from '../../common/printable.ts';
import type { ReadOptions } from '../../dataset/read.ts';
import type { CliIo } from '../command.ts';
import { parseFormat, parseOwnColumns } from '../parse.ts';

/** Flags of every such command. */
export const FLAGS = {
  out: { type: 'string' },
  force: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export const FLAGS_HELP = `  --force              write over files that are there already
  --dry-run            say what would be written, and write nothing
  --json               print the summary as one JSON object

A file that is there is changed only where an option says so. .gz is read, and written where a result is named so.
Exit code: 0 done, 1 it cannot be done, 2 misuse.
`;

/** Flags of commands whose result may take the place of the file. Others have no value for it, not even false. */
export const IN_PLACE = { 'in-place': { type: 'boolean', default: false } } as const;
export const IN_PLACE_HELP = `  --in-place           change the file itself
`;
export const SEED = { seed: { type: 'string' } } as const;
export const COLUMNS = { columns: { type: 'string' } } as const;
/** Flags of commands that read what rows say. */
export const READING = { ...COLUMNS, format: { type: 'string' } } as const;
export const READING_HELP = `  --columns COLUMN=FIELD,…  read own columns, such as question=instruction,answer=output
  --format ID          the format of the rows, instead of detection
`;

export type Values = {
  out?: string | undefined;
  force?: boolean | undefined;
  'dry-run'?: boolean | undefined;
  'in-place'?: boolean | undefined;
  json?: boolean | undefined;
  seed?: string | undefined;
  columns?: string | undefined;
  format?: string | undefined;
};

export const readingOf = (values: Values): ReadOptions => ({
  columns: values.columns === undefined ? {} : parseOwnColumns(values.columns),
  ...(values.format === undefined ? {} : { format: parseFormat(values.format) }),
});

const MAX_SEED = 2 ** 31 - 1;

/** As in a training run: a whole number from 0, and 0 where none is given. */
export function seedOf({ seed = '0' }: Values): number {
  if (!/^\d+$/.test(seed) || Number(seed) > MAX_SEED)
    throw errors.usage(`--seed ${JSON.stringify(seed)} is no seed.`, `Write a whole number from 0 to ${MAX_SEED}.`);
  return Number(seed);
}

/** The one file of a command. */
export function oneFile(command: string, positionals: readonly string[]): string {
  const next = `Run "tunewright ${command} --help" for its options.`;
  const [file, ...others] = positionals;
  if (file === undefined) throw errors.usage('No file is named.', next);
  if (others.length > 0) throw errors.usage(`One file at a time, not ${positionals.join(' ')}.`, next);
  return file;
}

/** Where the result goes: the file itself, the file that is named, or one beside it. */
export function resultPath(source: string, word: string | undefined, values: Values, ending?: string): string {
  if (values['in-place'] !== true) return values.out ?? besidePath(source, word, ending);
  if (values.out !== undefined) throw errors.usage('--in-place and --out exclude each other.', 'Give one of them.');
  return source;
}

/** A file to write. */
export type Output = {
  path: string;
  rows: number;
  /** What its rows are, where that is not "the result". */
  what?: string;
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
};

export type Outcome = {
  /** Rows that were read. */
  rows: number;
  /** In the order of writing: what is taken out of a file is safe before the file is changed. */
  outputs: Output[];
  /** Rows that no output has, and why. */
  leftOut?: { rows: number; why: string };
  /** What else people should know. */
  notes: readonly string[];
  /** More facts for programs: members of the summary. */
  facts?: Readonly<Record<string, unknown>>;
};

/** Writes an outcome's files, all or (where one cannot be written at all) none, and prints what was done. */
export async function finish(
  command: string,
  sources: readonly string[],
  outcome: Outcome,
  values: Values,
  io: CliIo,
): Promise<number> {
  const isDry = values['dry-run'] === true;
  await checkPaths(sources, outcome.outputs, values);
  if (!isDry) for (const { path, content } of outcome.outputs) await writeResult(path, content, io.signal);
  const { rows, outputs, leftOut, notes } = outcome;
  if (values.json === true) {
    const written = outputs.map(({ path, rows: n, what }) => ({
      path,
      rows: n,
      ...(what === undefined ? {} : { what }),
    }));
    const summary = {
      command,
      files: sources,
      rows,
      outputs: written,
      leftOut: leftOut ?? null,
      notes,
      dryRun: isDry,
      ...outcome.facts,
    };
    io.stdout(`${JSON.stringify(summary)}\n`);
    return 0;
  }
  const lines = [
    `${command}: ${sources.join(', ')}, ${amount(rows, 'row')}${isDry ? ' (nothing is written)' : ''}`,
    ...outputs.map(
      ({ path, rows: n, what }) => `  ${amount(n, 'row')}${what === undefined ? '' : ` (${what})`} → ${path}`,
    ),
    ...(leftOut === undefined || leftOut.rows === 0
      ? []
      : [`  ${amount(leftOut.rows, 'row')} left out: ${leftOut.why}`]),
    ...notes.map((note) => `  Note: ${note}`),
  ];
  io.stdout(lines.map((line) => `${printableLine(line)}\n`).join(''));
  return 0;
}

/** Refuses before the first byte is written. */
export async function checkPaths(
  sources: readonly string[],
  outputs: readonly Output[],
  values: Values,
): Promise<void> {
  const real = await Promise.all(sources.map(targetOf));
  const taken = new Set<string>();
  for (const { path } of outputs) {
    const target = await targetOf(path);
    if (taken.has(target))
      throw errors.usage(`Two results would be written to ${path}.`, 'Name another file for one of them.');
    taken.add(target);
    const isSource = real.includes(target);
    if (isSource && values['in-place'] !== true) throw errors.sourceIsOut(path, values['in-place'] !== undefined);
    if (path === '-') throw errors.usage('Results are written to files, and "-" is none.', 'Name a file with --out.');
    await requirePlain(path);
    if (!isSource && values.force !== true && (await isThere(path))) throw errors.outExists(path);
  }
}

/** A link stays a link to the changed file; a name that ends with .gz means a compressed one. */
export async function writeResult(path: string, content: Output['content'], signal: AbortSignal): Promise<void> {
  const chunks = interruptible(content, signal);
  const target = await realpath(path).catch(() => path);
  await writeFileAtomic(target, path.endsWith('.gz') ? compressed(chunks) : chunks);
}

function compressed(content: AsyncGenerator<Uint8Array>): AsyncIterable<Uint8Array> {
  const gzip = createGzip();
  // Whoever reads it meets the failure.
  pipeline(Readable.from(content), gzip).catch(() => undefined);
  return gzip;
}

const targetOf = (path: string): Promise<string> => realpath(path).catch(() => resolve(path));

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function* interruptible(
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    if (signal.aborted) throw new Interrupted();
    yield chunk;
  }
}

export const amount = (n: number, word: string): string => `${formatAmount(n)} ${word}${n === 1 ? '' : 's'}`;

const INTERRUPTED = 130;

/** Runs a command's work; a path that cannot be read is misuse, and an interrupt leaves nothing half done. */
export async function orderly(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Interrupted) return INTERRUPTED;
    throw error instanceof UserError && MISUSE.has(error.code) ? errors.usage(error.message, error.next) : error;
  }
}

const MISUSE = new Set(['file-not-found', 'file-unreadable', 'dataset-is-folder', 'not-gzip']);
