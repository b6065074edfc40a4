/** A number of rows as people name it: a share (`0.1`, `10%`) or a count (`200`). */
import { errors } from '../../common/errors.ts';

export type Amount = { share: number } | { count: number };

/** Throws UserError `usage` for what is neither. `option` is the flag that it was given with. */
export function parseAmount(text: string, option: string): Amount {
  const [, digits, percent] = /^(\d+(?:\.\d+)?|\.\d+)(%?)$/.exec(text.trim()) ?? [];
  const number = Number(digits);
  const share = percent === '%' ? number / 100 : number;
  const isShare = percent === '%' || text.includes('.');
  if (digits !== undefined && isShare && share > 0 && share < 1) return { share };
  if (digits !== undefined && !isShare && number > 0 && Number.isSafeInteger(number)) return { count: number };
  throw errors.usage(
    `${option} ${JSON.stringify(text)} is no number of rows.`,
    'Write a share between 0 and 1 (0.1 or 10%), or a count of 1 or more.',
  );
}

/** Rounded, and at least one row of a dataset that has any. */
export const countOf = (amount: Amount, nRows: number): number =>
  'count' in amount ? Math.min(amount.count, nRows) : Math.min(nRows, Math.max(1, Math.round(nRows * amount.share)));
