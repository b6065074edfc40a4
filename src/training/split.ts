/** Which rows are kept back for validation: seeded, by content, so that two equal rows never stand on both sides. */
import { hash } from 'node:crypto';
import { splitBy, type Split } from '../common/splitBy.ts';
import type { TrainingRow } from './rows.ts';

/**
 * Splits rows into training and validation. Rows are equal when their tokens and masks are: how the dataset writes them
 * (the order of keys, fields that are not read, an empty input) does not make them different. `share` and `seed` as in `splitBy`.
 */
export const splitRows = <Row extends Pick<TrainingRow, 'ids' | 'supervised'>>(
  rows: readonly Row[],
  share: number,
  seed: number,
): Split<Row> =>
  splitBy(rows, ({ ids, supervised }) => hash('sha256', `${ids.join()} ${supervised.join()}`), share, seed);
