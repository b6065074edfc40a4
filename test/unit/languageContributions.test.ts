/** What package.json contributes for our language is there, and its grammars hold together. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

type Pattern = { include?: string; match?: string; begin?: string; end?: string; patterns?: Pattern[] };
type Grammar = Pattern & { scopeName: string; repository?: Record<string, Pattern> };

const root = join(import.meta.dirname, '..', '..');
const { grammars, languages } = manifest.contributes;
const read = (path: string): Grammar => JSON.parse(readFileSync(join(root, path), 'utf8')) as Grammar;
const own = read('./syntaxes/instruction-jsonl.tmLanguage.json');
const all = (pattern: Pattern): Pattern[] => [pattern, ...(pattern.patterns ?? []).flatMap(all)];

test('every file that is named exists, under the scope that is named', () => {
  for (const { configuration } of languages) expect(existsSync(join(root, configuration))).toBe(true);
  for (const { path, scopeName } of grammars) expect(read(path).scopeName).toBe(scopeName);
});

test('every include leads somewhere', () => {
  const names = Object.keys(own.repository ?? {});
  for (const { path } of grammars) {
    const grammar = read(path);
    const patterns = [grammar, ...Object.values(grammar.repository ?? {})].flatMap(all);
    for (const { include } of patterns)
      if (include !== undefined) expect(names, `${path}: ${include}`).toContain(include.split('#')[1]);
  }
});

test.each([
  ['role', '{"role": "assistant", "x": 1}', '"assistant"'],
  ['role', '{"from":"human"}', '"human"'],
  ['role', '{"name": "user"}', undefined],
  ['field', '{"output": "x"}', '"output"'],
  ['field', '{"x": "output"}', undefined],
  ['structure-key', '{"content": "x"}', '"content"'],
])('%s in %s', (name, line, expected) => {
  const matches = all(own.repository![name]!).flatMap(({ match }) =>
    match === undefined ? [] : [new RegExp(match).exec(line)?.[0]],
  );
  expect(matches.find((match) => match !== undefined)).toBe(expected);
});

test('only narrow patterns are claimed: a plain .jsonl stays with the editor', () => {
  for (const pattern of languages.flatMap(({ filenamePatterns }) => filenamePatterns))
    expect(pattern).toMatch(/^\*\.[a-z]+\.jsonl$/);
});
