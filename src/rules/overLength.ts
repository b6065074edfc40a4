/** over-length: a row is longer than what is trained of it. */
import type { Rule } from './rule.ts';
import { formatAmount } from '../common/amount.ts';

export const overLength: Rule = {
  code: 'over-length',
  severity: 'warning',
  title: 'A row is longer than the maximum length',
  consequence: 'Trainers cut the end off, or leave the row out: the end of the answer is what is lost.',
  fix: 'Shorten the row, make two of it, or raise the maximum length of the recipe up to the context of the model.',
  bad: '{"instruction": "Count.", "output": "One, two, three, … (more tokens than the maximum length)"}\n',
  good: '{"instruction": "Count.", "output": "One, two, three."}\n',
  needsTokens: true,
  tokens: ({ tokens, answer }) => {
    if (!('facts' in tokens)) return [];
    const { nTokens, nTokensCut, nSupervisedCut, zeroSignal } = tokens.facts;
    if (nTokensCut === 0 || zeroSignal !== undefined) return [];
    const limit = formatAmount(nTokens - nTokensCut);
    const lost = nSupervisedCut === 0 ? 'none of them trained' : `${formatAmount(nSupervisedCut)} of them trained`;
    return [
      {
        message: `The row has ${formatAmount(nTokens)} tokens, and ${limit} is the maximum: the last ${formatAmount(nTokensCut)} are cut off, ${lost}. Shorten it, make two of it, or raise the maximum length.`,
        place: answer,
      },
    ];
  },
};
