import { expect, test } from 'vitest';
import { checkFlags } from './checkFlags.ts';

test('what is set, and nothing that is not known', () => {
  expect(checkFlags({ columns: {}, rules: {}, targets: [] })).toEqual([]);
  expect(
    checkFlags({
      columns: { q: 'instruction' },
      rules: { 'duplicate-row': 'error', nope: 'error', 'file-bom': 'loud', 'empty-output': 'off' },
      targets: ['nope', 'trl', 'openai'],
    }),
  ).toEqual([
    ...['--columns', 'q=instruction', '--rules', 'duplicate-row=error,empty-output=off', '--target', 'openai,trl'],
  ]);
});
