/** Reading briefs: what is accepted, and every complaint at its place. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBrief } from './read.ts';

/** `«…»` marks where the problem is expected. */
function problemsAt(marked: string): { messages: string[]; expected: string; found: string[] } {
  const text = marked.replace(/[«»]/g, '');
  const expected = /«([^»]*)»/s.exec(marked)?.[1] ?? '';
  const lines = text.split('\n');
  const { problems } = readBrief(text);
  const found = problems.map(({ range }) =>
    range.startLine === range.endLine
      ? lines[range.startLine]!.slice(range.startColumn, range.endColumn)
      : lines[range.startLine]!.slice(range.startColumn),
  );
  return { messages: problems.map(({ message }) => message), expected, found };
}

describe('a problem stands at its place', () => {
  test.each([
    ['{«"tasksx"»: []}', 'The brief has no field "tasksx". Did you mean "tasks"?'],
    ['{"tone": {«"colour"»: "red"}}', '"tone" has no field "colour".'],
    ['{"tone": {"register": «"loud"»}}', '"tone.register" must be one of "formal", "neutral", "casual".'],
    ['{"tone": {"maxWords": «2.5»}}', '"tone.maxWords" must be a whole number.'],
    ['{"tone": {"maxWords": «0»}}', '"tone.maxWords" must be at least 1.'],
    ['{"tasks": [«{"id": "a"}»]}', '"tasks.0" lacks "description".'],
    ['{"tasks": [{"id": "a", "description": "A.", "share": «20»}]}', '"tasks.0.share" must be at most 1.'],
    ['{"tasks": [{"id": «""», "description": "A."}]}', '"tasks.0.id" is empty.'],
    ['{"tasks": «{}»}', '"tasks" must be a list.'],
    ['«[]»', 'The brief must be an object.'],
    [
      '{"tasks": [{"id": "a", "description": "A."},\n {"id": «"a"», "description": "B."}]}',
      'The id "a" stands twice. Give each its own.',
    ],
    [
      '{"tasks": [{"id": "a", "description": "A.", "share": 0.7}, {"id": "b", "description": "B.", "share": «0.6»}]}',
      'The shares of the tasks add up to 1.3, which is more than 1. Lower some of them.',
    ],
    [
      '{"unacceptable": [{"id": "a", "description": "A.", "pattern": «"(x"»}]}',
      'The pattern cannot be used: missing closing ): `(x`.',
    ],
    [
      '{"unacceptable": [{"id": "a", "description": "A.", "pattern": «"x(?=y)"»}]}',
      'The pattern cannot be used: invalid or unsupported Perl syntax: `(?=` (RE2 has no lookaround).',
    ],
    [
      '{"unacceptable": [{"id": "a", "description": "A.", "pattern": «"x*"»}]}',
      'The pattern cannot be used: it matches an empty text, and so every answer.',
    ],
    [
      '{"unacceptable": [{"id": "a", "description": "A.", "pattern": «"a.{500}x"»}]}',
      'The pattern cannot be used: it is too large (shorten its repeat counts, or use "phrases").',
    ],
    [
      '{"tone": {"mustPhrases": [«"Cheers"»], "mustNotPhrases": ["cheers"]}}',
      '"Cheers" is asked for and forbidden. Remove one of them.',
    ],
    ['{"tasks": [],«}»', 'The brief is not valid JSON: property name expected.'],
    ['{«//» why\n}', 'The brief is not valid JSON: invalid comment token.'],
  ])('%s', (marked, message) => {
    const { messages, expected, found } = problemsAt(marked);
    expect(messages).toEqual([message]);
    if (!message.includes('comment')) expect(found).toEqual([expected]);
  });
});

test('all problems are named, not only the first', () => {
  expect(problemsAt('{"a": 1, "b": 2, "tone": {"person": 3}}').messages).toHaveLength(3);
});

test('a whole brief is read as it is written', () => {
  const brief = {
    audience: 'customers of a shop',
    tasks: [{ id: 'orders', description: 'Answers questions about orders.', share: 0.5, keywords: ['order'] }],
    tone: { register: 'neutral', person: 'we', maxWords: 60, mustPhrases: [], mustNotPhrases: ['guarantee'] },
    unacceptable: [
      { id: 'price', description: 'Promises a price.', pattern: '\\$\\d+', phrases: ['for free'], reply: 'No.' },
    ],
    systemPrompt: 'Be short.',
  };
  expect(readBrief(`\uFEFF${JSON.stringify({ $schema: 'x', ...brief })}`)).toEqual({
    brief: { $schema: 'x', ...brief },
    problems: [],
  });
});

test('values that no brief has so deep are not followed', () => {
  for (const text of ['['.repeat(100_000), `{"tasks": ${'{"a":'.repeat(100_000)}`])
    expect(readBrief(text).problems).toMatchObject([{ message: 'Values of a brief are at most 100 levels deep.' }]);
  expect(readBrief(`{"audience": ${JSON.stringify('['.repeat(200))}}`).problems).toEqual([]);
});

test('no text makes the reader throw, and a brief is there exactly if there are no problems', () => {
  const value = fc.dictionary(
    fc.constantFrom('tasks', 'tone', 'unacceptable', 'audience', 'x', '__proto__'),
    fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.array(fc.dictionary(fc.constantFrom('id', 'description', 'pattern', 'share'), fc.jsonValue({ maxDepth: 1 }))),
    ),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        value.map((object) => JSON.stringify(object)),
      ),
      (text) => {
        const { brief, problems } = readBrief(text);
        expect(brief === undefined).toBe(problems.length > 0);
      },
    ),
  );
});

test('what is ruled out without phrases or a pattern is noted, at its description', () => {
  const unchecked = '{"id": "a", "description": "Does it."}';
  const checked = '{"id": "b", "description": "Does it.", "phrases": ["it"]}';
  const { brief, notes } = { notes: [], ...readBrief(`{"unacceptable": [${checked}, ${unchecked}]}`) };
  expect(brief).toBeDefined();
  const startColumn = `{"unacceptable": [${checked}, {"id": "a", "description": `.length;
  expect(notes).toMatchObject([{ id: 'a', range: { startLine: 0, startColumn, endColumn: startColumn + 10 } }]);
  expect(readBrief(`{"unacceptable": [${checked}]}`)).not.toHaveProperty('notes');
});
