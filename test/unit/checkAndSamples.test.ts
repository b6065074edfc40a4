/** The check and the trainer agree on every row: what has an error is left out, and what is left out has a problem that is shown. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDatasetText } from '../../src/dataset/read.ts';
import { samplesOf } from '../../src/dataset/samples.ts';
import { checkDataset } from '../../src/rules/check.ts';

const text = fc.constantFrom('', ' ', 'x', 'user', '😀', '\ud83d', '\ude00 x');
const value = fc.oneof(
  { weight: 4, arbitrary: text },
  fc.constantFrom<unknown>(null, 0, 1, true, false, [], {}, ['x'], [['u', 'a']], [{ name: 'f' }], '[1]', '{'),
);
const role = fc.constantFrom('system', 'user', 'assistant', 'tool', 'human', 'gpt', 'function_call', 'bot', 5);
const part = fc.record(
  { type: fc.constantFrom('text', 'image_url'), text, train: fc.boolean() },
  { requiredKeys: ['type'] },
);
const message = fc.record(
  {
    role,
    from: role,
    content: fc.oneof(value, fc.array(part, { maxLength: 3 })),
    value,
    weight: fc.constantFrom(0, 1, 0.5, null, 'x'),
    loss: fc.constantFrom(0, 1, 0.5, false, true, null),
    tool_calls: fc.constantFrom<unknown>([{ function: { name: 'f', arguments: '{}' } }], [], null, [{}]),
  },
  { requiredKeys: [] },
);
const messages = fc.oneof(fc.array(message, { maxLength: 3 }), value);
const keys = ['instruction', 'input', 'output', 'system', 'history', 'text', 'prompt', 'completion', 'tools', 'extra'];
const row = fc.record(
  {
    ...Object.fromEntries(keys.map((key) => [key, value])),
    messages,
    conversations: messages,
    completion: fc.oneof(value, messages),
  },
  { requiredKeys: [] },
);

test('row by row', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(row, fc.constant('broken'), messages), { minLength: 1, maxLength: 6 }),
      fc.constantFrom('alpaca', 'chat', 'sharegpt', 'completion', 'text'),
      (rows, format) => {
        // The first line says that this is JSON Lines, even if the only other row is a list.
        const lines = ['broken', ...rows].map((item) => (item === 'broken' ? '{broken' : JSON.stringify(item)));
        const options = { format } as const;
        const dataset = readDatasetText(lines.join('\n'), 'data.jsonl', options);
        const { problems } = checkDataset(dataset, options);
        const { samples, skipped } = samplesOf(dataset);
        expect(samples.length + skipped.length).toBe(lines.length);
        const skippedRows = new Set(skipped.map((item) => item.row));
        for (const { code, severity, range } of problems)
          if (severity === 'error')
            expect(skippedRows, `${code} in ${lines[range.startLine]}`).toContain(range.startLine + 1);
        for (const { row: number, code } of skipped)
          expect(
            problems.filter(({ range }) => range.startLine + 1 === number).map((problem) => problem.code),
            lines[number - 1],
          ).toContain(code);
      },
    ),
    { numRuns: 500 },
  );
});
