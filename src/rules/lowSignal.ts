/** low-signal: a long row of which hardly anything is trained. */
import { formatAmount } from '../common/amount.ts';
import type { Rule } from './rule.ts';

/** A row of fewer tokens costs little, whatever is trained of it. */
const MIN_TOKENS = 256;
const MIN_SHARE = 0.02;

export const lowSignal: Rule = {
  code: 'low-signal',
  severity: 'information',
  title: 'Hardly anything of a long row is trained',
  consequence: 'The row costs as much time as any of its length and teaches little.',
  fix: 'Shorten the prompt, write a fuller answer, or keep the row if the short answer is what you want.',
  bad: '{"instruction": "Is this long letter friendly? … (hundreds of words)", "output": "No."}\n',
  good: '{"instruction": "Is this letter friendly? (a few words)", "output": "No."}\n',
  needsTokens: true,
  tokens: ({ tokens, answer }) => {
    if (!('facts' in tokens)) return [];
    const { nTokens, nTokensCut, nSupervised, nSupervisedCut, zeroSignal } = tokens.facts;
    const [nKept, nTrained] = [nTokens - nTokensCut, nSupervised - nSupervisedCut];
    if (zeroSignal !== undefined || nKept < MIN_TOKENS || nTrained >= nKept * MIN_SHARE) return [];
    const share = ((100 * nTrained) / nKept).toFixed(1);
    return [
      {
        message: `Only ${formatAmount(nTrained)} of ${formatAmount(nKept)} tokens (${share} %) are trained: the row costs much time and teaches little. Shorten the prompt, or write a fuller answer.`,
        place: answer,
      },
    ];
  },
};
