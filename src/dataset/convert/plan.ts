/** What a conversion would do, before anything is written: its losses and the rows it cannot take, counted. */
import type { Dataset } from '../read.ts';
import type { RowFacts } from '../row.ts';
import type { Conversion } from './conversion.ts';
import { LOSSES, REFUSALS, type Effect, type LossCode, type RefusalCode } from './losses.ts';

type PlannedLoss = { code: LossCode; effect: Effect; message: string; nRows: number; firstRow: number };
type PlannedRefusal = { code: RefusalCode; message: string; nRows: number; firstRow: number };

export type ConversionPlan = {
  nRows: number;
  /** Rows that will be written; more than were read where pairs become two. */
  nWritten: number;
  /** Those that need an answer first, then the others; each by its first row. */
  losses: PlannedLoss[];
  unconvertible: PlannedRefusal[];
};

type Count = { nRows: number; firstRow: number };

/** Collects rows one by one, so that a file need not be in memory. */
export class ConversionPlanner {
  readonly #conversion: Conversion;
  readonly #losses = new Map<LossCode, Count>();
  readonly #refusals = new Map<RefusalCode, Count>();
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
      count(this.#refusals, converted.refusal, number);
      return false;
    }
    this.#nWritten += converted.lines.length;
    for (const code of converted.losses) count(this.#losses, code, number);
    return true;
  }

  result(): ConversionPlan {
    const losses = [...this.#losses].map(([code, counted]) => ({ code, ...LOSSES[code], ...counted }));
    const unconvertible = [...this.#refusals].map(([code, counted]) => ({ code, message: REFUSALS[code], ...counted }));
    return {
      nRows: this.#nRows,
      nWritten: this.#nWritten,
      losses: losses.sort((a, b) => ORDER[a.effect] - ORDER[b.effect] || a.firstRow - b.firstRow),
      unconvertible,
    };
  }
}

const ORDER: Record<Effect, number> = { lost: 0, trained: 1, rewritten: 2 };

function count<K>(counts: Map<K, Count>, key: K, row: number): void {
  const counted = counts.get(key);
  if (counted === undefined) counts.set(key, { nRows: 1, firstRow: row });
  else counted.nRows++;
}

/** The plan for a dataset in memory. */
export function planConversion(dataset: Pick<Dataset, 'rows'>, conversion: Conversion): ConversionPlan {
  const planner = new ConversionPlanner(conversion);
  for (const row of dataset.rows) planner.add(row, row.row);
  return planner.result();
}
