/** The request that the statistics panel is made of, to the real language server: the very numbers of `tunewright stats`. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ProtocolConnection } from 'vscode-languageserver/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  FULL_REPORT,
  STATISTICS_REQUEST,
  STATUS,
  type FullReportResult,
  type StatisticsAnswer,
} from '../../src/protocol/languageServer.ts';
import type { DatasetStatistics } from '../../src/statistics/types.ts';
import { runCli } from '../support/cli.ts';
import { startLanguageServer, type ServerChild } from '../support/languageServer.ts';
import { makeTinyModelFolder } from '../support/tinyModelFolder.ts';

let folder = '';
let server: ServerChild;
let connection: ProtocolConnection;
/** What the editor answers as the chosen base model. */
let baseModel: string | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-statistics-'));
  baseModel = undefined;
  const listen = (client: ProtocolConnection): void => {
    client.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => ({ baseModel })));
    client.onRequest('client/registerCapability', () => null);
  };
  server = await startLanguageServer(listen, {
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'w' }],
    capabilities: { workspace: { configuration: true } },
    initializationOptions: { commands: [], wantsStatus: true },
  });
  connection = server.connection;
});

afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const chat = (user: string, assistant: string): string =>
  JSON.stringify({
    messages: [
      { role: 'user', content: user },
      { role: 'assistant', content: assistant },
    ],
  });
const TEXT = [
  ...Array.from({ length: 40 }, (_, i) => chat(`What is ${i} plus ${i}?`, `It is ${2 * i}. `.repeat(1 + (i % 7)))),
  chat('what is 3  plus 3?', 'It is six.'),
  chat('Say something long.', 'word '.repeat(700)),
  '{"instruction": "Another format", "output": "Here."}',
  '{broken',
  '{"messages": [',
  '  ]}',
  '',
].join('\n');

const path = (): string => join(folder, 'a.jsonl');
const uri = (): string => pathToFileURL(path()).href;

async function open(): Promise<void> {
  await writeFile(path(), TEXT);
  const textDocument = { uri: uri(), languageId: 'instruction-jsonl', version: 1, text: TEXT };
  await connection.sendNotification('textDocument/didOpen', { textDocument });
}

const ask = (version = 1): Promise<StatisticsAnswer> =>
  connection.sendRequest(STATISTICS_REQUEST, { uri: uri(), version });

/** When everything is counted. */
async function complete(of: (statistics: DatasetStatistics) => boolean = () => true): Promise<DatasetStatistics> {
  let found: DatasetStatistics | undefined;
  await expect
    .poll(
      async () => {
        const answer = await ask();
        if (answer.kind !== 'statistics' || !answer.isComplete || !of(answer.statistics)) return false;
        found = answer.statistics;
        return true;
      },
      { timeout: 60_000 },
    )
    .toBe(true);
  return found!;
}

async function cli(...args: string[]): Promise<DatasetStatistics> {
  const { stdout } = await runCli(['stats', path(), '--json', '--runs', folder, ...args]);
  const { files } = JSON.parse(stdout) as { files: (DatasetStatistics & { path?: string })[] };
  delete files[0]!.path;
  return files[0]!;
}

test('the numbers are those of the command line, in characters and in tokens of the chosen model', async () => {
  await open();
  const plain = await complete();
  expect(plain).toEqual(await cli());
  expect(plain).toMatchObject({ nRows: 45, tokens: null, cost: null, formats: { chat: 42, alpaca: 1, invalid: 2 } });

  baseModel = 'embedded';
  await connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  const counted = await complete(({ tokens }) => tokens !== null);
  expect(counted).toEqual(await cli('--base', 'embedded'));
  expect(counted.tokens).toMatchObject({ base: 'embedded', nRows: 42, nRowsCut: 1 });

  baseModel = undefined;
  await connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  expect(await complete(({ tokens }) => tokens === null)).toEqual(plain);
});

test('they follow edits, and are of the version that was asked for', async () => {
  await open();
  const before = await complete();
  expect(await ask(2)).toEqual({ kind: 'unknown' });
  const start = { line: 0, character: 0 };
  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri: uri(), version: 2 },
    contentChanges: [{ range: { start, end: { line: 1, character: 0 } }, text: '{broken too\n' }],
  });
  const answer = await ask(2);
  if (answer.kind !== 'statistics') throw new Error(answer.kind);
  expect(answer.statistics.formats).toEqual({ ...before.formats, chat: 41, invalid: 3 });
  expect(answer.statistics.problems.codes[0]).toMatchObject({ code: 'json-syntax', n: 3, line: 1, column: 2 });
});

test('whoever asks after each check learns that nothing is counted any more, also where the base model turns out to be unusable', async () => {
  baseModel = await makeTinyModelFolder(join(folder, 'broken'));
  await writeFile(join(baseModel, 'tokenizer.json'), '{"version": "1.0", "model": {"type": "None"}}');
  const answers: StatisticsAnswer[] = [];
  connection.onNotification(STATUS, () => void ask().then((answer) => answers.push(answer)));
  await open();
  await expect
    .poll(() => answers.at(-1), { timeout: 30_000 })
    .toMatchObject({ kind: 'statistics', isComplete: true, statistics: { tokens: null, nRows: 45 } });
});

test('the full report of one code names its problems alone', async () => {
  await open();
  const report = (code?: string): Promise<FullReportResult> =>
    connection.sendRequest(FULL_REPORT, { uri: uri(), ...(code === undefined ? {} : { code }) });
  expect((await report())!.text).toContain('\njson-syntax: ');
  const { text } = (await report('format-mixed'))!;
  expect(text).toContain('\nformat-mixed: ');
  expect(text).not.toContain('\njson-syntax: ');
});
