/** A dataset row ready to train on. */
import type { RowRef } from './events.ts';

export type TrainingRow = RowRef & {
  /** Token ids, cut to the longest length. [n], n >= 2 */
  ids: Int32Array;
  /** 1 where the token is trained. [n] */
  supervised: Uint8Array;
  /** Trained tokens that a prediction can reach (never the first). At least 1. */
  nSupervised: number;
};

/** Positions of a row in a batch: its last token is only ever predicted. */
export const rowLength = (row: TrainingRow): number => row.ids.length - 1;
