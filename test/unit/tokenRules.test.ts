/** The rules that need tokens, with the base model that comes with the product: problems and exact places. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDatasetText, type ReadOptions } from '../../src/dataset/read.ts';
import { loadTemplate, plainTemplate, type ChatTemplate } from '../../src/prompt/template.ts';
import { tokenFacts } from '../../src/prompt/tokenFacts.ts';
import { loadTokenizer, type Tokenizer } from '../../src/prompt/tokenizer.ts';
import { datasetCheckOf } from '../../src/rules/check.ts';
import type { CheckResult } from '../../src/rules/datasetCheck.ts';
import { resolveBase } from '../../src/weights/modelFolder.ts';

let tokenizer: Tokenizer;
let template: ChatTemplate;
beforeAll(async () => {
  const folder = resolveBase('embedded');
  tokenizer = await loadTokenizer(folder);
  template = await loadTemplate(folder, { tokenizer });
});
afterAll(() => template.dispose());

async function check(text: string, maxLength?: number, options: ReadOptions = {}): Promise<CheckResult> {
  const dataset = datasetCheckOf(readDatasetText(text, 'data.jsonl', options), options);
  const rows = [...dataset.rowsWithoutTokens()];
  const samples = rows.map(({ sample }) => sample);
  const outcomes = await tokenFacts(samples, tokenizer, template, maxLength);
  for (const [i, row] of rows.entries()) expect(dataset.setTokens(row, outcomes[i]!)).toBe(true);
  expect([...dataset.rowsWithoutTokens()]).toEqual([]);
  return dataset.result({ withFixes: true });
}

const row = (instruction: string, output: string): string => JSON.stringify({ instruction, output });
const places = (text: string, { problems }: CheckResult): string[] =>
  problems.map(({ code, severity, range }) => {
    const line = text.split('\n')[range.startLine]!;
    return `${severity} ${code} ${line.slice(range.startColumn, range.endColumn)}`;
  });

test('a good row has no problem', async () => {
  expect((await check(row('Name a color.', 'Blue.'), 64)).problems).toEqual([]);
});

test('over-length: what is cut is counted, at the answer', async () => {
  const answer = Array.from({ length: 80 }, (_, i) => `word ${i}`).join(', ');
  const text = row('Count.', answer);
  const result = await check(text, 64);
  expect(places(text, result)).toEqual([`warning over-length ${JSON.stringify(answer)}`]);
  expect(result.problems[0]!.message).toMatch(
    /^The row has \d+ tokens, and 64 is the maximum: the last \d+ are cut off, \d+ of them trained\./,
  );
  expect((await check(text)).problems).toEqual([]);
});

test('zero-signal: nothing trained is left of the row', async () => {
  const text = row('word '.repeat(80), 'Yes.');
  expect(places(text, await check(text, 64))).toEqual(['error zero-signal "Yes."']);
});

test('low-signal: a short answer to a long prompt', async () => {
  const text = row('word '.repeat(400), 'Yes.');
  expect(places(text, await check(text))).toEqual(['information low-signal "Yes."']);
});

test('special-token-in-text: the very characters, and its fix', async () => {
  const text = row('Say "hi".\n\u00e9', 'Hello!<|endoftext|> More.');
  const result = await check(text);
  expect(places(text, result)).toEqual(['warning special-token-in-text <|endoftext|>']);
  const [edit] = result.problems[0]!.fixes![0]!.edits;
  const { startColumn, endColumn } = edit!.range;
  expect(JSON.parse(text.slice(0, startColumn) + edit!.text + text.slice(endColumn))).toMatchObject({
    output: 'Hello! More.',
  });
});

test('row-not-encodable: a text without tokens of its own, and what the template refuses', async () => {
  const refusing = plainTemplate(tokenizer.templateVariables);
  const text = row('Name a color.', 'Blue.');
  const dataset = datasetCheckOf(readDatasetText(text, 'data.jsonl'), {});
  const rows = [...dataset.rowsWithoutTokens()];
  const outcomes = await tokenFacts(
    rows.map(({ sample }) => sample),
    tokenizer,
    { ...refusing, render: (jobs) => Promise.resolve(jobs.map(() => ({ failure: 'roles must alternate' }))) },
  );
  dataset.setTokens(rows[0]!, outcomes[0]!);
  const { problems } = dataset.result();
  expect(problems).toMatchObject([{ code: 'row-not-encodable', severity: 'error' }]);
  expect(problems[0]!.message).toContain('roles must alternate');
});

test('no-end-of-turn: once a file, with the number of rows', () => {
  const text = `${row('a', 'b')}\n${row('c', 'd')}\n`;
  const dataset = datasetCheckOf(readDatasetText(text, 'data.jsonl'), {});
  for (const untokenized of [...dataset.rowsWithoutTokens()])
    dataset.setTokens(untokenized, {
      facts: {
        ...{ nTokens: 5, nSupervised: 2, nTokensCut: 0, nSupervisedCut: 0, nPromptTokens: 3, nResponseTokens: 2 },
        ...{ specialTokens: [], endsWithEndToken: false },
      },
    });
  const { problems } = dataset.result();
  expect(problems).toMatchObject([{ code: 'no-end-of-turn', range: { startLine: 0 } }]);
  expect(problems[0]!.message).toContain('in 2 rows');
});

test('a row that was edited meanwhile takes no tokens of the old one', async () => {
  const text = row('a', 'b');
  const dataset = datasetCheckOf(readDatasetText(text, 'data.jsonl'), {});
  const [old] = [...dataset.rowsWithoutTokens()];
  dataset.replace(0, 1, readDatasetText(row('a', 'c'), 'data.jsonl').lines);
  const [outcome] = await tokenFacts([old!.sample], tokenizer, template);
  expect(dataset.setTokens(old!, outcome!)).toBe(false);
  expect([...dataset.rowsWithoutTokens()]).toHaveLength(1);
});
