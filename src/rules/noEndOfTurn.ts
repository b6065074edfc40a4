/** no-end-of-turn: behind the answers nothing says that they are over. Said once a file, as it is a matter of the template. */
import { formatAmount } from '../common/amount.ts';
import type { Rule } from './rule.ts';

export const noEndOfTurn: Rule = {
  code: 'no-end-of-turn',
  severity: 'warning',
  title: 'Answers without an end token',
  consequence: 'The model does not learn to stop: it goes on after its answer, often by inventing the next question.',
  fix: 'Choose a base model whose chat template ends the turns of the assistant with a special token.',
  bad: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n',
  good: '{"instruction": "Say hello.", "output": "Hello!"}\n',
  needsTokens: true,
  file: ({ rows, rangeOf }) => {
    let first: number | undefined;
    let nRows = 0;
    for (let index = 0; index < rows.length; index++) {
      if (!rows.lacksEnd(index)) continue;
      first ??= index;
      nRows++;
    }
    if (first === undefined) return [];
    return [
      {
        message: `With the template of the base model no end token is trained behind the answer (in ${formatAmount(nRows)} ${nRows === 1 ? 'row' : 'rows'}): the model does not learn to stop. Choose a base model whose template ends the turns of the assistant.`,
        range: rangeOf(first, rows.mark(first)),
      },
    ];
  },
};
