/** near-duplicate: a row that is almost the same as one before it, in what it asks and in what it answers. */
import type { Rule } from './rule.ts';

/** More rows are only compared if the rule's level is set: it takes some 100 bytes of memory a row. */
export const MAX_COMPARED_ROWS = 1_000_000;

export const nearDuplicate: Rule = {
  code: 'near-duplicate',
  severity: 'information',
  title: 'Almost the same row again',
  consequence:
    'The row counts nearly double in training, and next to its like in the validation split makes the loss there look too good. ' +
    'Rows are compared by their word triples, without regard to case and punctuation: prompts and answers must each have 85% of them in common.',
  fix: 'Keep the better of the two, or make them differ in what they teach.',
  bad:
    '{"instruction": "Please name the capital city of France.", "output": "The capital of France is Paris."}\n' +
    '{"instruction": "please name the capital city of France", "output": "The capital of France is Paris!"}\n',
  good:
    '{"instruction": "Please name the capital city of France.", "output": "The capital of France is Paris."}\n' +
    '{"instruction": "Please name the largest city of Brazil.", "output": "The largest city of Brazil is São Paulo."}\n',
  *file({ nearDuplicates, rangeOf, rowNumber }) {
    if (nearDuplicates === undefined) return;
    if (nearDuplicates === 'not compared') {
      yield {
        severity: 'information',
        message: `The file has more than ${MAX_COMPARED_ROWS.toLocaleString('en-US')} rows, so they were not compared for near-duplicates. Set a level for the rule to have it done: --rules near-duplicate=information.`,
        range: { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 },
      };
      return;
    }
    if (nearDuplicates === 'read once') {
      yield {
        severity: 'information',
        message:
          'Near-duplicates were not looked for: that reads rows again, and this is no plain file. Write it to one to have it done.',
        range: { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 },
      };
      return;
    }
    for (const { row, other, similarity } of nearDuplicates) {
      yield {
        range: rangeOf(row),
        message: () => {
          const likeness =
            similarity === 1
              ? `The same as row ${rowNumber(other)} but for case, punctuation, white space or other fields`
              : `Almost the same as row ${rowNumber(other)} (${Math.floor(similarity * 100)}% of their word triples)`;
          return `${likeness}: it counts nearly double, and may stand in training and validation both. Keep the better one.`;
        },
        related: () => {
          return [{ range: rangeOf(other), message: 'The row that is like it.' }];
        },
        fixes: () => [{ title: 'Remove this row', edits: [{ removeRow: row }] }],
      };
    }
  },
};
