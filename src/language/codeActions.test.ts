/** Code actions at a marked place, and the text after one is taken. */
import { expect, test } from 'vitest';
import type { CodeAction, TextEdit } from 'vscode-languageserver/node';
import { marked, openText } from '../../test/support/languageDocument.ts';
import { codeActions, FIX_ALL } from './codeActions.ts';

const COMMANDS = ['setRuleLevel', 'showRule', 'showFullReport', 'useColumns', 'fixOnSave'].map(
  (name) => `tunewright.${name}`,
);

function actions(text: string, only?: string[], commands = COMMANDS): CodeAction[] {
  const { document, place } = marked(text);
  const open = openText(text.replace('|', ''));
  const at = { line: place.line, character: place.column };
  return codeActions({
    document,
    range: { start: at, end: at },
    diagnostics: [],
    only,
    isInvoked: true,
    commands: new Set(commands),
    problems: (lines) => open.result({ withFixes: true, ...(lines === undefined ? {} : { lines }) }).problems,
    workspaceEdit: (edits) => ({ changes: { [document.uri]: edits } }),
  });
}

function taken(text: string, title: string, only?: string[]): string {
  const action = actions(text, only).find((one) => one.title === title);
  if (action === undefined) throw new Error(`${title} is not offered`);
  return applied(text.replace('|', ''), Object.values(action.edit!.changes!)[0]!);
}

function applied(text: string, edits: TextEdit[]): string {
  const offset = ({ line, character }: TextEdit['range']['start']): number =>
    text.split('\n').slice(0, line).join('\n').length + (line === 0 ? 0 : 1) + character;
  return edits
    .map(({ range, newText }) => ({ start: offset(range.start), end: offset(range.end), newText }))
    .sort((a, b) => b.start - a.start)
    .reduce((result, { start, end, newText }) => result.slice(0, start) + newText + result.slice(end), text);
}

test.each([
  ['the first row', '{"text": |4}\n{"text": "a"}\n', '{"text": "a"}\n'],
  ['the last row', '{"text": "a"}\n{"text": |4}', '{"text": "a"}'],
  ['the only row', '{"text": |4}', ''],
])('removes %s', (_name, before, after) => {
  expect(taken(before, 'Remove this row')).toBe(after);
});

test('a duplicate has its fix first, and no second one that does the same', () => {
  const titles = actions('{"text": "a"}\n{"te|xt": "a"}\n').map(({ title }) => title);
  expect(titles[0]).toBe('Remove this row');
  expect(titles.filter((title) => title === 'Remove this row')).toHaveLength(1);
  expect(actions('{"text": "a"}\n{"te|xt": "a"}\n')[0]).toMatchObject({ isPreferred: true, kind: 'quickfix' });
});

test('a row is never removed by "Auto Fix", unless it is there twice', () => {
  const removals = (text: string): (boolean | undefined)[] =>
    actions(text).flatMap(({ title, isPreferred }) => (title.startsWith('Remove this row') ? [isPreferred] : []));
  expect(removals('{"text": "|"}\n')).toEqual([undefined]);
  expect(removals('{"text": "a"}\n{"te|xt": "a"}\n')).toEqual([true]);
  expect(actions('{"text": |4}\n')[0]).toMatchObject({ title: 'Write "4"', isPreferred: true });
});

test('fixes of one title are told apart by their places, and one that two problems have is offered once', () => {
  const both = '{"text": ""}\n{"text": ""}\n';
  const open = openText(both);
  const { document } = marked(`|${both}`);
  const titles = codeActions({
    document,
    range: { start: { line: 0, character: 0 }, end: { line: 1, character: 11 } },
    ...{ diagnostics: [], only: undefined, isInvoked: true, commands: new Set<string>() },
    problems: (lines) => open.result({ withFixes: true, ...(lines === undefined ? {} : { lines }) }).problems,
    workspaceEdit: (edits) => ({ changes: { [document.uri]: edits } }),
  }).map(({ title }) => title);
  expect(titles.filter((title) => title.startsWith('Remove this row'))).toEqual([
    'Remove this row (line 1)',
    'Remove this row (line 2)',
  ]);
});

test('all safe problems at once, on save or by hand', () => {
  const text = '{"text": "a"}\n{"te|xt": "a"}\n{"text": "b"}\n{"text": "b"}\n{"text": "b"}\n';
  // Rows go: the title says so.
  const title = 'Fix all safe problems (removes 3 repeated rows)';
  expect(taken(text, title)).toBe('{"text": "a"}\n{"text": "b"}\n');
  expect(taken(text, title, [FIX_ALL])).toBe('{"text": "a"}\n{"text": "b"}\n');
  expect(taken('{"text": |4}\n\n', 'Fix all safe problems')).toBe('{"text": "4"}\n');
  expect(actions(text, ['source.fixAll']).map(({ kind }) => kind)).toEqual([FIX_ALL]);
  expect(actions(text, ['source.organizeImports'])).toEqual([]);
});

test('a rule is turned off or made another severity by commands, where the client has them', () => {
  const text = '{"text": "a"}\n{"te|xt": "a"}\n';
  expect(actions(text).map(({ command }) => command?.arguments)).toContainEqual([
    'file:///a.jsonl',
    'duplicate-row',
    'off',
  ]);
  expect(actions(text, undefined, []).every(({ command }) => command === undefined)).toBe(true);
});

test('columns are offered anywhere in the row that stands for a file of unknown format', () => {
  for (const text of ['|{"question": "q", "answer": "a"}', '{"question": "q", "answer": "|a"}'])
    expect(actions(text).map(({ title }) => title)).toContain('Read "question" as instruction, "answer" as output');
  expect(actions('{"question": "q", "answer": "|a"}').map(({ title }) => title)).not.toContain('Remove this row');
});

test('nothing on a good row', () => {
  expect(actions('{"text": "a|"}\n{"text": 4}')).toEqual([]);
});

test.each([
  ['a string', '{"text": "a\nb\nc"}\n{"text": "d"}\n', '{"text": "a\\nb\\nc"}\n{"text": "d"}\n'],
  ['an object', '{\n"text":\n"a"\n}\n{"text": "d"}\n', undefined],
])('the lines of %s can be joined from each of them, and from no other', (_name, text, joined) => {
  const lines = text.split('\n').slice(0, -1);
  lines.forEach((line, i) => {
    const at = [...lines.slice(0, i), `|${line}`, ...lines.slice(i + 1), ''].join('\n');
    const isOffered = actions(at).some(({ title }) => title === 'Join the lines');
    expect([i, isOffered]).toEqual([i, i < lines.length - 1]);
    if (isOffered && joined !== undefined) expect(taken(at, 'Join the lines')).toBe(joined);
  });
});
