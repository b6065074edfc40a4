/** The requests about rows that the preview and the loss lens are made of, to the real language server. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProtocolConnection } from 'vscode-languageserver/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LENS_KINDS } from '../../src/language/rowLens.ts';
import {
  LENS_REQUEST,
  ROW_LENS_REQUEST,
  ROW_REQUEST,
  type LensAnswer,
  type LensParams,
  type RowAnswer,
  type RowLensAnswer,
  type RowPlace,
} from '../../src/protocol/rowRequests.ts';
import { runCli } from '../support/cli.ts';
import { startLanguageServer, type ServerChild } from '../support/languageServer.ts';

let server: ServerChild;
let connection: ProtocolConnection;

beforeEach(async () => {
  server = await startLanguageServer();
  connection = server.connection;
});
afterEach(() => server.stop());

const URI = 'file:///a.jsonl';
const chat = (user: string, assistant: string): string =>
  JSON.stringify({
    messages: [
      { role: 'user', content: user },
      { role: 'assistant', content: assistant },
    ],
  });
const LINES = [chat('Hi', 'Hello.'), '', '{"messages": [}', chat('A "quote"\nand é', 'Two\nlines 😀.')];

async function open(text: string): Promise<void> {
  const textDocument = { uri: URI, languageId: 'instruction-jsonl', version: 1, text };
  await connection.sendNotification('textDocument/didOpen', { textDocument });
}

const ask = (place: RowPlace, version = 1, lent?: LensParams['lent']): Promise<RowAnswer> =>
  connection.sendRequest(ROW_REQUEST, { uri: URI, version, place, limit: 1000, ...(lent && { lent }) });
const lensOf = (start: number, end: number, base = 'embedded'): Promise<LensAnswer> =>
  connection.sendRequest(LENS_REQUEST, { uri: URI, version: 1, lines: { start, end }, base });
const rowOf = (answer: RowAnswer): unknown =>
  answer.kind === 'row'
    ? [answer.view.row, answer.view.body.kind, answer.view.problems.map(({ code }) => code)]
    : answer;

test('the row at a place, and those before, behind and with a problem', async () => {
  await open(LINES.join('\n'));
  expect(rowOf(await ask({ line: 3, character: 5 }))).toEqual([4, 'row', []]);
  expect(rowOf(await ask({ line: 1, character: 0 }))).toEqual([2, 'blank', ['json-blank-line']]);
  expect(rowOf(await ask({ from: 1, to: 'next' }))).toEqual([3, 'text', ['json-syntax']]);
  expect(rowOf(await ask({ from: 3, to: 'previous' }))).toEqual([1, 'row', []]);
  expect(rowOf(await ask({ from: 1, to: 'previous' }))).toEqual({ kind: 'none' });
  expect(rowOf(await ask({ from: 3, to: 'problem' }))).toEqual([2, 'blank', ['json-blank-line']]);
  expect(rowOf(await ask({ row: 9 }))).toEqual({ kind: 'none' });
  expect(rowOf(await ask({ row: 1 }, 7))).toEqual({ kind: 'unknown' });
});

test('a document that is not open comes with its text: the elements of an array', async () => {
  const text = `[\n  ${LINES[0]!},\n  ${LINES[3]!}\n]\n`;
  expect(await ask({ row: 2 })).toEqual({ kind: 'unknown' });
  const answer = await ask({ line: 2, character: 9 }, 1, { text, columns: {} });
  expect(answer).toMatchObject({ kind: 'row', view: { row: 2, nRows: 2, start: { line: 2, column: 2 } } });
  expect(answer).toMatchObject({ view: { format: 'chat' } });
  // It is kept for the next question.
  expect(await ask({ from: 2, to: 'previous' })).toMatchObject({ kind: 'row', view: { row: 1 } });
});

test('a document that is not open is read in the format that the user chose for it', async () => {
  const lent = { text: '[{"instruction": "", "output": "", "text": "Hello."}]', columns: {} };
  expect(await ask({ row: 1 }, 7, lent)).toMatchObject({ view: { format: 'alpaca' } });
  expect(await ask({ row: 1 }, 8, { ...lent, format: 'text' })).toMatchObject({ view: { format: 'text' } });
});

test('the lens of lines is what the command line says of the same rows', async () => {
  await open(LINES.join('\n'));
  const answer = await lensOf(0, 4);
  if (answer.kind !== 'lens') throw new Error(JSON.stringify(answer));
  expect(answer.skipped).toEqual([{ row: 3, line: 2, reason: 'The row is not valid JSON.' }]);
  expect(answer.rows.map(({ row }) => row)).toEqual([1, 4]);

  const file = join(await mkdtemp(join(tmpdir(), 'tunewright-lens-')), 'a.jsonl');
  await writeFile(file, LINES.join('\n'));
  const { stdout } = await runCli(['lens', file, '--row', '4', '--base', 'embedded', '--json', '--max-length', '512']);
  const cli = JSON.parse(stdout) as {
    supervised: number[];
    source: ([[number, number], [number, number]] | null)[];
  };
  // Every character of every token, with what the token counts as.
  const expected = new Map<number, string>();
  for (const [t, place] of cli.source.entries())
    for (let column = place?.[0][1] ?? 0; column < (place?.[1][1] ?? 0); column++)
      expected.set(column - 1, cli.supervised[t] === 1 ? 'trained' : 'context');
  const found = new Map<number, string>();
  const { spans, nTokens, nTrained } = answer.rows[1]!;
  for (let i = 0; i < spans.length; i += 5)
    for (let column = spans[i + 1]!; column < spans[i + 3]!; column++) found.set(column, LENS_KINDS[spans[i + 4]!]!);
  expect(found).toEqual(expected);
  expect(nTokens).toBe(cli.source.length);
  expect(nTrained).toBe(cli.supervised.reduce((sum, flag) => sum + flag, 0));
});

test('a folder that is no model is said, and the server goes on', async () => {
  await open(LINES.join('\n'));
  const folder = await mkdtemp(join(tmpdir(), 'tunewright-none-'));
  expect(await lensOf(0, 4, folder)).toMatchObject({
    kind: 'failed',
    reason: expect.stringContaining(folder) as string,
  });
  expect(await lensOf(0, 1)).toMatchObject({ kind: 'lens', rows: [{ row: 1 }] });
});

test('the lens of one row is told text by text', async () => {
  await open(LINES.join('\n'));
  const params = { uri: URI, version: 1, row: 4, base: 'embedded' };
  const answer: RowLensAnswer = await connection.sendRequest(ROW_LENS_REQUEST, params);
  if (answer.kind !== 'lens') throw new Error(JSON.stringify(answer));
  const { texts } = answer.lens;
  expect(texts['["messages",0,"content"]']?.marks).toEqual([0, 'A "quote"\nand é'.length, 0]);
  expect(texts['["messages",1,"content"]']?.marks).toEqual([0, 'Two\nlines 😀.'.length, 1]);
});

test('a row of a megabyte holds nothing up', async () => {
  const long = chat('x', 'word '.repeat(200_000));
  await open([long, LINES[0]!].join('\n'));
  const slow = lensOf(0, 2);
  // Another question is answered while the thread works.
  expect(rowOf(await ask({ row: 2 }))).toEqual([2, 'row', []]);
  const answer = await slow;
  expect(answer).toMatchObject({ kind: 'lens', rows: [{ row: 1 }, { row: 2 }] });
  expect(answer.kind === 'lens' && answer.rows[0]!.nCut).toBeGreaterThan(1000);
});
