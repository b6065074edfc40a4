/** The answers of a row, for the rules about briefs. */
import { answersOf, type Answer } from '../dataset/brief/answers.ts';
import type { RowContext } from './rule.ts';

const NO_ANSWERS: readonly Answer[] = [];

/** The texts that a row teaches; none for a row that is broken. */
export function answersIn({ format, fields, schemaErrors, turns }: RowContext): readonly Answer[] {
  if (fields === undefined || format === 'unknown' || schemaErrors.length > 0) return NO_ANSWERS;
  return answersOf(format, fields, turns);
}
