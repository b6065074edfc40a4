import { expect, test } from 'vitest';
import { looksLikeDataset } from './datasetLook.ts';

const look = (text: string, columns: string[] = []): boolean => {
  const lines = text.split('\n');
  return looksLikeDataset(lines.length, (i) => lines[i]!, columns);
};

test('rows of every format look like a dataset, broken ones too', () => {
  for (const row of [
    '{"instruction": "a", "output": "b"}',
    '{"messages": [{"role": "user", "content": "a"}]}',
    '{"conversations": []}',
    '{"prompt" : "a", "completion": "b"}',
    '{"text": "a"}',
    "{'instruction': 'a'",
    '{"question": "a", "answer": "b"}',
  ])
    expect(look(row), row).toBe(true);
});

test('logs and other JSON Lines do not', () => {
  expect(look('{"level": "info", "message": "started the instruction cache"}\n{"level": "warn"}')).toBe(false);
  expect(look('')).toBe(false);
});

test('own columns make a dataset', () => {
  expect(look('{"frage": "a", "antwort": "b"}')).toBe(false);
  expect(look('{"frage": "a", "antwort": "b"}', ['frage'])).toBe(true);
});

test('only the first lines are looked at', () => {
  expect(look(`${'{}\n'.repeat(60)}{"text": "a"}`)).toBe(false);
});
