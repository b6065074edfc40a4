import { expect, test } from 'vitest';
import { noCounts } from '../rules/problemCounts.ts';
import { codeLenses } from './codeLens.ts';

const COMMANDS = new Set(['tunewright.fineTune', 'tunewright.showFullReport']);
const titles = (...[summary, commands = COMMANDS]: [Parameters<typeof codeLenses>[0], Set<string>?]): string[] =>
  codeLenses(summary, 'file:///data.jsonl', commands).map(({ command }) => command!.title);

test('rows, trained tokens and problems, and what the client can do with them', () => {
  const counts = { ...noCounts(), errors: 1, warnings: 1 };
  const summary = { format: 'chat', nRows: 1200, counts, nTrainedTokens: 34567 } as const;
  expect(titles(summary)).toEqual(['chat · 1,200 rows · 34,567 trained tokens · 2 problems', 'Fine-tune']);
});

test('without a base model nothing is said of tokens; a client without our commands gets the summary alone', () => {
  const summary = { format: 'unknown', nRows: 1, counts: noCounts(), nTrainedTokens: undefined } as const;
  expect(titles(summary, new Set())).toEqual(['unknown format · 1 row · no problems']);
});
