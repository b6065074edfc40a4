/** What a conversion would do, before anything is written: its losses and the rows it cannot take, counted. */
import type { Dataset } from '../read.ts';
import type { RowFacts } from '../row.ts';
import type { Conversion } from './conversion.ts';
import { LOSSES, type Effect, type LossCode } from './losses.ts';

type PlannedLoss = { code: LossCode; effect: Effect; message: string; nRows: number; firstRow: number };
/** By a format, or by whoever the rows are for; or something that the latter says of rows that it takes. */
type PlannedRemark = { code: string; message: string; nRows: number; firstRow: number };

export type ConversionPlan = {
  nRows: number;
  /** Rows that will be written; more than were read where pairs become two. */
  nWritten: number;
  /** Those that need an answer first, then the others; each by its first row. */
  losses: PlannedLoss[];
  unconvertible: PlannedRemark[];
  remarks: PlannedRemark[];
};

type Count = { nRows: number; firstRow: number };

/** Collects rows one by one, so that a file need not be in memory. */
export class ConversionPlanner {
  readonly #conversion: Conversion;
  readonly #losses = new Map<LossCode, Count>();
  readonly #refusals = new Map<string, PlannedRemark>();
  readonly #remarks = new Map<string, PlannedRemark>();
  #nRows = 0;
  #nWritten = 0;

  constructor(conversion: Conversion) {
    this.#conversion = conversion;
  }

  /** `number`: the one that people know the row by. Blank rows are none. Tells whether it can be converted. */
  add(row: RowFacts, number: number): boolean {
    if (row.blank) return true;
    this.#nRows++;
    const converted = this.#conversion.convert(row);
    if (converted.refusal !== undefined) {
      countRemark(this.#refusals, converted.refusal, converted.message, number);
      return false;
    }
    this.#nWritten += converted.lines.length;
    for (const code of converted.losses) count(this.#losses, code, number);
    const codes = new Set<string>();
    for (const { code, message } of converted.remarks) {
      if (!codes.has(code)) countRemark(this.#remarks, code, message, number);
      codes.add(code);
    }
    return true;
  }

  result(): ConversionPlan {
    const losses = [...this.#losses].map(([code, counted]) => ({ code, ...LOSSES[code], ...counted }));
    return {
      nRows: this.#nRows,
      nWritten: this.#nWritten,
      losses: losses.sort((a, b) => ORDER[a.effect] - ORDER[b.effect] || a.firstRow - b.firstRow),
      unconvertible: [...this.#refusals.values()],
      remarks: [...this.#remarks.values()],
    };
  }
}

const ORDER: Record<Effect, number> = { lost: 0, trained: 1, rewritten: 2 };

function count<K>(counts: Map<K, Count>, key: K, row: number): void {
  const counted = counts.get(key);
  if (counted === undefined) counts.set(key, { nRows: 1, firstRow: row });
  else counted.nRows++;
}

/** The message is that of the first row: it may name what stands there. */
function countRemark(counts: Map<string, PlannedRemark>, code: string, message: string, row: number): void {
  const counted = counts.get(code);
  if (counted === undefined) counts.set(code, { code, message, nRows: 1, firstRow: row });
  else counted.nRows++;
}

/** The plan for a dataset in memory. */
export function planConversion(dataset: Pick<Dataset, 'rows'>, conversion: Conversion): ConversionPlan {
  const planner = new ConversionPlanner(conversion);
  for (const row of dataset.rows) planner.add(row, row.row);
  return planner.result();
}
