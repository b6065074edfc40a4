import { expect, test } from 'vitest';
import { checkFlags, readFlags } from './checkFlags.ts';

test('what is set, and nothing that is not known', () => {
  expect(checkFlags({ columns: {}, rules: {}, targets: [], format: undefined })).toEqual([]);
  expect(
    checkFlags({
      columns: { q: 'instruction' },
      rules: { 'duplicate-row': 'error', nope: 'error', 'file-bom': 'loud', 'empty-output': 'off' },
      targets: ['nope', 'trl', 'openai'],
      format: 'text',
    }),
  ).toEqual([
    ...['--columns', 'q=instruction', '--format', 'text'],
    ...['--rules', 'duplicate-row=error,empty-output=off', '--target', 'openai,trl'],
  ]);
});

test('a format is passed on only if one was chosen', () => {
  expect(readFlags({ columns: {}, format: undefined })).toEqual([]);
  expect(readFlags({ columns: {}, format: 'completion' })).toEqual(['--format', 'completion']);
});
