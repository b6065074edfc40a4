import { expect, test } from 'vitest';
import { FORMAT_IDS } from '../dataset/formats.ts';
import { knownFields } from '../dataset/schema.ts';
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

test('every field of every format counts, and every column that a mapping is proposed for', () => {
  for (const field of [...FORMAT_IDS.flatMap(knownFields), 'Context', 'solution'])
    expect(look(`{"id": 1, "${field}": `), field).toBe(true);
});

test('a key may come late in a long row', () => {
  expect(look(`{"id": "${'x'.repeat(15_000)}", "messages": []}`)).toBe(true);
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
  expect(look(`${'{}\n'.repeat(200)}{"text": "a"}`)).toBe(false);
  expect(look(`${`{"id": "${'x'.repeat(19_000)}"}\n`.repeat(30)}{"text": "a"}`)).toBe(false);
});
