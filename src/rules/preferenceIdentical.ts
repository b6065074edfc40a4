/** preference-identical: both answers of a pair are the same. */
import type { JsonValue } from '../common/json.ts';
import { removeThisRow, type Rule } from './rule.ts';

const PAIRS = [
  ['chosen', 'rejected'],
  ['preferred_output', 'non_preferred_output'],
] as const;

export const preferenceIdentical: Rule = {
  code: 'preference-identical',
  severity: 'warning',
  title: 'The wanted and the unwanted answer are the same',
  consequence: 'The row prefers nothing: its loss is the same whatever the model does, and it only costs time.',
  fix: 'Write the other answer, or remove the row.',
  bad: '{"prompt": "Say hello.", "chosen": "Hello!", "rejected": "Hello!"}\n',
  good: '{"prompt": "Say hello.", "chosen": "Hello!", "rejected": "What?"}\n',
  row: ({ format, fields, at }) => {
    if (format !== 'preference' || fields === undefined) return [];
    return PAIRS.flatMap(([wanted, unwanted]) =>
      fields[wanted] !== undefined && isSame(fields[wanted], fields[unwanted])
        ? [
            {
              message: `"${wanted}" and "${unwanted}" are the same: trainers learn nothing from this row. Write the other answer, or remove the row.`,
              place: at('value', [unwanted]),
              related: [{ place: at('value', [wanted]), message: 'The same answer.' }],
              fixes: [removeThisRow],
            },
          ]
        : [],
    );
  },
};

const isSame = (a: JsonValue, b: JsonValue | undefined): boolean =>
  typeof a === 'string' || typeof b === 'string'
    ? typeof a === 'string' && typeof b === 'string' && a.trim() === b.trim()
    : JSON.stringify(a) === JSON.stringify(b);
