/** The language server and briefs: read beside the dataset, followed on disk and in the editor. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  Diagnostic,
  ProtocolConnection,
  PublishDiagnosticsParams,
  RegistrationParams,
} from 'vscode-languageserver/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startLanguageServer, type ServerChild } from '../support/languageServer.ts';

let folder = '';
let server: ServerChild;
let connection: ProtocolConnection;
let shown: Map<string, Diagnostic[]>;
let registered: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-briefs-'));
  shown = new Map();
  registered = [];
  const listen = (client: ProtocolConnection): void => {
    client.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: PublishDiagnosticsParams) => {
      shown.set(uri, diagnostics);
    });
    client.onRequest('client/registerCapability', ({ registrations }: RegistrationParams) => {
      registered.push(...registrations.map(({ method }) => method));
      return null;
    });
  };
  server = await startLanguageServer(listen, {
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'data' }],
    capabilities: {
      textDocument: { synchronization: { dynamicRegistration: true } },
      workspace: { didChangeWatchedFiles: { dynamicRegistration: true } },
    },
  });
  connection = server.connection;
});

afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
const codes = (name: string): unknown[] | undefined => shown.get(uriOf(name))?.map(({ code }) => code);
const brief = (phrase: string): string =>
  JSON.stringify({ unacceptable: [{ id: 'promise', description: 'Promises.', phrases: [phrase] }] });
const open = (name: string, languageId: string, text: string): Promise<void> =>
  connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri: uriOf(name), languageId, version: 1, text },
  });
const changeTo = (name: string, version: number, text: string): Promise<void> =>
  connection.sendNotification('textDocument/didChange', {
    textDocument: { uri: uriOf(name), version },
    contentChanges: [{ text }],
  });
const ROW = '{"instruction": "It broke.", "output": "You get a full refund."}\n';

test('a brief is asked for, read from disk, and followed there', async () => {
  await open('shop.instruct.jsonl', 'instruction-jsonl', ROW);
  await expect.poll(() => codes('shop.instruct.jsonl')).toEqual([]);
  // One is asked for after the other.
  await expect
    .poll(() => registered)
    .toEqual([
      'textDocument/didOpen',
      'textDocument/didChange',
      'textDocument/didClose',
      'workspace/didChangeWatchedFiles',
    ]);
  const changes = [{ uri: uriOf('shop.brief.json'), type: 2 }];
  await writeFile(join(folder, 'shop.brief.json'), brief('full refund'));
  await connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
  await expect.poll(() => codes('shop.instruct.jsonl')).toEqual(['brief-unacceptable']);
  await writeFile(join(folder, 'shop.brief.json'), '{');
  await connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
  await expect.poll(() => codes('shop.instruct.jsonl')).toEqual(['brief-invalid']);
  await rm(join(folder, 'shop.brief.json'));
  await connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
  await expect.poll(() => codes('shop.instruct.jsonl')).toEqual([]);
});

test('what is written in an open brief counts before it is saved', async () => {
  await writeFile(join(folder, 'shop.brief.json'), brief('nothing of it'));
  await open('shop.jsonl', 'jsonl', ROW);
  await expect.poll(() => codes('shop.jsonl')).toEqual([]);
  await open('shop.brief.json', 'json', brief('full refund'));
  await expect.poll(() => codes('shop.jsonl')).toEqual(['brief-unacceptable']);
  await changeTo('shop.brief.json', 2, brief('another'));
  await expect.poll(() => codes('shop.jsonl')).toEqual([]);
  await changeTo('shop.brief.json', 3, '{"unacceptable": [{"id": "a", "description": "A.", "pattern": "(a+"}]}');
  await expect.poll(() => codes('shop.jsonl')).toEqual(['brief-invalid']);
  expect(shown.get(uriOf('shop.brief.json'))).toMatchObject([
    { code: 'brief-invalid', range: { start: { line: 0, character: 62 }, end: { line: 0, character: 67 } } },
  ]);
  await changeTo('shop.brief.json', 4, '{"unacceptable": [{"id": "a", "description": "A."}]}');
  await expect.poll(() => codes('shop.jsonl')).toEqual(['brief-unchecked']);
  expect(shown.get(uriOf('shop.brief.json'))).toMatchObject([
    {
      code: 'brief-unchecked',
      severity: 3,
      range: { start: { line: 0, character: 45 }, end: { line: 0, character: 49 } },
    },
  ]);
  await connection.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf('shop.brief.json') } });
  await expect.poll(() => codes('shop.jsonl')).toEqual([]);
  expect(codes('shop.brief.json')).toEqual([]);
});
