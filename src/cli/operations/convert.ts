/** `tunewright convert`: a dataset in another format. What that loses is said before anything is written. */
import { besidePath } from '../../common/besidePath.ts';
import { errors } from '../../common/errors.ts';
import { printableLine } from '../../common/printable.ts';
import type { StyleOptions } from '../../dataset/convert/common.ts';
import {
  createConversion,
  impossible,
  targetsOf,
  type Conversion,
  type ConversionOptions,
} from '../../dataset/convert/conversion.ts';
import { ConversionPlanner, type ConversionPlan } from '../../dataset/convert/plan.ts';
import { SAMPLE_ROWS } from '../../dataset/detect.ts';
import type { TableRow } from '../../dataset/fileTable.ts';
import { FORMAT_IDS, type FormatId } from '../../dataset/formats.ts';
import { linesBytes, runBytes, styleOf } from '../../dataset/operations/relayout.ts';
import { formatOf, type ReadOptions } from '../../dataset/read.ts';
import { readRow, type RowFacts } from '../../dataset/row.ts';
import { NO_COLUMNS } from '../../dataset/columns.ts';
import { conversionFor } from '../../targets/conversionFor.ts';
import type { Target } from '../../targets/target.ts';
import { parseFormat } from '../parse.ts';
import { parseTargets, TARGET_NAMES } from '../targets.ts';
import { amount, FLAGS_HELP, READING, READING_HELP, readingOf } from './common.ts';
import type { Output } from './common.ts';
import { fileCommand } from './fileCommand.ts';
import type { TableFile } from './tableFile.ts';

const USAGE = `Usage: tunewright convert FILE --to FORMAT [options]

Writes a dataset in another format, as JSONL: ${FORMAT_IDS.join(', ')}.
Values move as they are written, and further columns are kept. What would be lost is said first; rows that cannot be
converted go to a file of their own.

  --to FORMAT          the new format
  --target NAME        write it as this trainer reads it: ${TARGET_NAMES}
  --accept-loss        write it although something is lost
  --arguments STYLE    arguments of tool calls: string (JSON in a string) or object
  --roles STYLE        speakers of ShareGPT turns: human (and gpt) or user (and assistant)
  --text STYLE         prompt and answer of completion, preference and kto rows: strings or messages
  --preference STYLE   trl (prompt, chosen, rejected), openai (input, preferred_output, …) or llama-factory
  --kto STYLE          trl (prompt, completion, label) or llama-factory (messages, label)
  --developer STYLE    instructions of a "developer": kept, or said by the system
  --ids STYLE          calls of tools that have no id: kept, or given one
  --turns STYLE        ShareGPT turns: each, or paired (one answer after each turn of another, as LLaMA-Factory reads them)
  --extra STYLE        columns that the format does not know: kept or dropped
  --unconverted FILE   where rows that cannot be converted go (default: FILE.unconverted beside it)
  --out FILE           the result (default: beside FILE, under a name with the format)
${READING_HELP}${FLAGS_HELP}`;

const STYLES = {
  arguments: ['string', 'object'],
  roles: ['human', 'user'],
  text: ['strings', 'messages'],
  preference: ['trl', 'openai', 'llama-factory'],
  kto: ['trl', 'llama-factory'],
  developer: ['kept', 'system'],
  ids: ['kept', 'given'],
  turns: ['each', 'paired'],
  extra: ['kept', 'dropped'],
} as const satisfies { [K in keyof StyleOptions]-?: readonly Required<StyleOptions>[K][] };

const text = { type: 'string' } as const;

export const convert = fileCommand({
  name: 'convert',
  summary: 'write a dataset in another format',
  usage: USAGE,
  flags: {
    ...{ ...READING, to: text, target: text, unconverted: text, 'accept-loss': { type: 'boolean' } },
    ...{
      arguments: text,
      roles: text,
      text,
      preference: text,
      kto: text,
      developer: text,
      ids: text,
      turns: text,
      extra: text,
    },
  },
  plan: (path, values, io) => {
    if (values.to === undefined)
      throw errors.usage('No format is named: write --to FORMAT.', `Known are ${FORMAT_IDS.join(', ')}.`);
    const to = parseFormat(values.to);
    const options = readingOf(values);
    const target = targetFrom(values.target);
    if (target !== undefined && !target.accepts.some(({ format }) => format === to))
      throw errors.targetReadsNot(
        target.name,
        to,
        target.accepts.map(({ format }) => format),
      );
    const work = planning(path, to, styledFor(target, values), options);
    return {
      visit: work.visit,
      outcome: (file) => {
        const { conversion, plan, refused } = work.done();
        const isDry = values['dry-run'] === true;
        if (values.json !== true) io.stdout(planText(path, conversion, plan, target?.name));
        const lost = plan.losses.filter(({ effect }) => effect === 'lost');
        if (lost.length > 0 && values['accept-loss'] !== true && !isDry)
          throw errors.conversionLoses(path, values.json === true ? lost.map(({ message }) => message) : LISTED);
        if (plan.nWritten === 0) throw errors.nothingToWrite(path, 'has no row that can be converted');
        const rows = file.rows.filter((row) => !refused.has(row));
        const outputs: Output[] = [
          {
            path: values.out ?? outPath(path, to, conversion.from),
            rows: plan.nWritten,
            content: convertedBytes(file, rows, conversion, options.columns ?? NO_COLUMNS),
          },
        ];
        if (refused.size > 0)
          outputs.unshift({
            path: values.unconverted ?? besidePath(path, 'unconverted', '.jsonl'),
            rows: refused.size,
            what: 'not converted',
            content: linesBytes([{ ...file, rows: [...refused] }], styleOf({ ...file, rows: [] })),
          });
        const { losses, unconvertible, remarks } = plan;
        const facts = { from: conversion.from, to, losses, unconvertible, remarks };
        return { rows: plan.nRows, outputs, notes: [], facts };
      },
    };
  },
});

const LISTED = ['see above.'];

type Planned = { conversion: Conversion; plan: ConversionPlan; refused: Set<number> };

/** The first rows tell the format; from then on each row is tried as it comes. */
function planning(
  path: string,
  to: FormatId,
  written: Pick<ConversionOptions, 'style' | 'remarks'>,
  options: ReadOptions,
): { visit: (row: TableRow) => void; done: () => Planned } {
  const columns = options.columns ?? NO_COLUMNS;
  const refused = new Set<number>();
  let waiting: { index: number; facts: RowFacts }[] = [];
  let started: { conversion: Conversion; planner: ConversionPlanner } | undefined;
  const start = (): NonNullable<typeof started> => {
    const { format, suggestedColumns } = formatOf(
      waiting.map(({ facts }) => facts),
      options,
    );
    if (format === 'unknown') throw errors.formatNotKnown(path, suggestedColumns);
    const reason = impossible(format, to);
    if (reason !== undefined)
      throw errors.conversionImpossible(path, format, to, `${reason} They can become ${targetsOf(format).join(', ')}.`);
    const conversion = createConversion(format, to, { ...written, columns });
    const planner = new ConversionPlanner(conversion);
    for (const { index, facts } of waiting) if (!planner.add(facts, index + 1)) refused.add(index);
    waiting = [];
    return { conversion, planner };
  };
  return {
    visit: ({ index, text, isFaulty }) => {
      const facts = readRow(text, columns, isFaulty ? 0 : undefined);
      if (started !== undefined) {
        if (!started.planner.add(facts, index + 1)) refused.add(index);
        return;
      }
      waiting.push({ index, facts });
      if (waiting.length >= SAMPLE_ROWS) started = start();
    },
    done: () => {
      const { conversion, planner } = started ?? start();
      return { conversion, plan: planner.result(), refused };
    },
  };
}

const CHUNK_CHARACTERS = 1 << 18;

/** The file is read once more, row by row: no more than a chunk of the result is ever in memory. */
function* convertedBytes(
  { source, table, runs }: TableFile,
  rows: readonly number[],
  { lines }: Conversion,
  columns: ReadOptions['columns'] & object,
): Generator<Uint8Array> {
  let chunk = '';
  for (const row of rows) {
    const bytes = runs.has(row) ? runBytes(source, table, row) : source.read(table.start(row), table.end(row));
    for (const line of lines(readRow(bytes.toString('utf8'), columns))) chunk += `${line}\n`;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  yield Buffer.from(chunk);
}

/** A name says one format: `data.sharegpt.jsonl` becomes `data.chat.jsonl`. */
function outPath(path: string, to: FormatId, from: FormatId): string {
  const plain = path.replace(/\.(?:alpaca|chat|sharegpt|completion|text|preference|dpo|kto)(?=\.\w+(?:\.gz)?$)/i, '');
  const word = to === 'preference' ? 'dpo' : to;
  return besidePath(plain, from === to ? `converted.${word}` : word, '.jsonl');
}

function targetFrom(text: string | undefined): Target | undefined {
  const named = text === undefined ? [] : parseTargets(text);
  if (named.length > 1) throw errors.usage('A conversion is for one target.', 'Name one with --target.');
  return named[0];
}

/** What is named goes before what the target asks for. */
function styledFor(
  target: Target | undefined,
  values: Record<string, unknown>,
): Pick<ConversionOptions, 'style' | 'remarks'> {
  const chosen: Record<string, string> = {};
  for (const [key, known] of Object.entries(STYLES) as [string, readonly string[]][]) {
    const value = values[key];
    if (typeof value !== 'string') continue;
    if (!known.includes(value))
      throw errors.usage(`--${key} ${JSON.stringify(value)} is not known.`, `Write one of ${known.join(', ')}.`);
    chosen[key] = value;
  }
  const asked = target === undefined ? undefined : conversionFor(target);
  return { ...asked, style: { ...asked?.style, ...chosen } };
}

const EFFECTS = { lost: 'Lost', trained: 'Trained otherwise', rewritten: 'Written otherwise' } as const;

function planText(
  path: string,
  { from, to }: Conversion,
  { nRows, losses, unconvertible, remarks }: ConversionPlan,
  target = '',
): string {
  const where = ({ nRows: n, firstRow }: { nRows: number; firstRow: number }): string =>
    `${amount(n, 'row')}${n === 1 ? ` (${firstRow})` : `, first ${firstRow}`}`;
  const lines = [
    `${path}: ${amount(nRows, 'row')}, ${from} → ${to}`,
    ...losses.map((loss) => `  ${EFFECTS[loss.effect]} (${where(loss)}): ${loss.message}`),
    ...unconvertible.map((refusal) => `  Not converted (${where(refusal)}): ${refusal.message}`),
    ...remarks.map((remark) => `  For ${target} (${where(remark)}): ${remark.message}`),
    ...(losses.length + unconvertible.length === 0 ? ['  Nothing is lost.'] : []),
  ];
  return lines.map((line) => `${printableLine(line)}\n`).join('');
}
