/** The real language server as a child process over stdio, driven with the protocol's own client side. */
import { once } from 'node:events';
import type {
  Diagnostic,
  ProtocolConnection,
  PublishDiagnosticsParams,
  TextDocumentContentChangeEvent,
} from 'vscode-languageserver/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '../../src/common/random.ts';
import { readDatasetText } from '../../src/dataset/read.ts';
import { checkDataset } from '../../src/rules/check.ts';
import { startLanguageServer, type ServerChild } from '../support/languageServer.ts';

let server: ServerChild;
let connection: ProtocolConnection;
/** What the editor answers as the settings' columns. */
let columns: Record<string, string> = {};
/** And as the chosen base model. */
let baseModel: string | undefined;
let published: ((params: PublishDiagnosticsParams) => void)[] = [];

beforeEach(async () => {
  published = [];
  columns = {};
  baseModel = undefined;
  const listen = (client: ProtocolConnection): void => {
    client.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      for (const listener of published) listener(params);
    });
    client.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
      items.map(() => ({ columns, baseModel })),
    );
    client.onRequest('client/registerCapability', () => null);
  };
  server = await startLanguageServer(listen, { capabilities: { workspace: { configuration: true } } });
  connection = server.connection;
});
afterEach(() => server.stop());

/** The diagnostics of a version of a document, when they come. */
function diagnosticsFor(uri: string, version: number): Promise<Diagnostic[]> {
  return new Promise((resolve) => {
    const listener = (params: PublishDiagnosticsParams): void => {
      if (params.uri !== uri || params.version !== version) return;
      published = published.filter((other) => other !== listener);
      resolve(params.diagnostics);
    };
    published.push(listener);
  });
}

async function open(text: string, languageId = 'instruction-jsonl', name = 'a'): Promise<Diagnostic[]> {
  const uri = `file:///${name}.jsonl`;
  const result = diagnosticsFor(uri, 1);
  await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  return result;
}

async function change(version: number, ...contentChanges: TextDocumentContentChangeEvent[]): Promise<Diagnostic[]> {
  const uri = 'file:///a.jsonl';
  const result = diagnosticsFor(uri, version);
  await connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  return result;
}

const at = (line: number, from: number, to: number): Diagnostic['range'] => ({
  start: { line, character: from },
  end: { line, character: to },
});

test('a fault at column 15,000, and its repair by typing', async () => {
  const padding = 'x'.repeat(14_969);
  const [fault, ...others] = await open(`{"instruction": "${padding}", "output": 4}\n`);
  expect(fault).toMatchObject({ code: 'wrong-type', severity: 1, source: 'tunewright', range: at(0, 14_999, 15_000) });
  expect(fault?.codeDescription?.href).toMatch(/^file:.*wrong-type\.md$/);
  expect(others).toEqual([]);
  expect(await change(2, { range: at(0, 14_999, 15_000), text: '"y"' })).toEqual([]);
});

test('5,000 faults: errors first, a bounded list, and the count of all at its end', async () => {
  const rows = Array.from({ length: 5000 }, (_, i) => `{"instruction": "${i}", "imput": "", "output": 4}`);
  const diagnostics = await open(rows.join('\n'));
  expect(diagnostics).toHaveLength(901);
  expect(diagnostics.slice(0, 900).every(({ severity }) => severity === 1)).toBe(true);
  expect(diagnostics[900]).toMatchObject({
    code: 'more-problems',
    message: '9,100 more problems, the last at line 5,000. In all: 5,000 errors, 5,000 warnings, 0 notes.',
    range: { start: { line: 4999 } },
  });
});

/** The first diagnostics of the document, from now on, that are so. */
async function diagnosticsUntil(isSo: (diagnostics: Diagnostic[]) => boolean): Promise<Diagnostic[]> {
  return new Promise((resolve) => {
    const listener = ({ diagnostics }: PublishDiagnosticsParams): void => {
      if (!isSo(diagnostics)) return;
      published = published.filter((other) => other !== listener);
      resolve(diagnostics);
    };
    published.push(listener);
  });
}

test('with a base model, problems of tokens follow those of the text, and go with an edit', async () => {
  baseModel = 'embedded';
  const codes = (diagnostics: Diagnostic[]): unknown[] => diagnostics.map(({ code }) => code);
  const row = (output: string, instruction = 'Say hello.'): string => JSON.stringify({ instruction, output });
  const counted = diagnosticsUntil((diagnostics) => codes(diagnostics).includes('special-token-in-text'));
  expect(codes(await open(`${row('Hello.', 'Greet.')}\n${row('Hi!<|endoftext|>')}`))).toEqual([]);
  const [problem, ...others] = await counted;
  expect(problem).toMatchObject({ range: at(1, 41, 54), severity: 2 });
  expect(others).toEqual([]);
  const cut = diagnosticsUntil((diagnostics) => codes(diagnostics).includes('over-length'));
  const long = row('word '.repeat(600).trim());
  expect(codes(await change(2, { range: at(1, 0, row('Hi!<|endoftext|>').length), text: long }))).toEqual([]);
  expect(codes(await cut)).toEqual(['over-length']);
});

test('a base model that is not there is said once, and datasets are checked all the same', async () => {
  baseModel = '/nowhere';
  const warnings: string[] = [];
  const warned = new Promise<void>((resolve) =>
    connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
      warnings.push(message);
      resolve();
    }),
  );
  expect(await open('{"instruction": "a", "output": "b"}\n{"instruction": "c"}')).toHaveLength(1);
  await warned;
  expect(await change(2, { text: '{"instruction": "a", "output": "d"}' })).toEqual([]);
  expect(warnings).toEqual([expect.stringMatching(/^Tokens are not counted\. .*nowhere.*no such folder/)]);
});

test('a duplicate names the first row; plain JSON Lines that are no dataset are left alone', async () => {
  const [duplicate] = await open('{"text": "a"}\n{"text": "a"}\n', 'jsonl');
  expect(duplicate).toMatchObject({
    code: 'duplicate-row',
    relatedInformation: [{ location: { uri: 'file:///a.jsonl', range: at(0, 0, 13) } }],
  });
  expect(await open('{"level": "info", "event": 1}\nbroken\n', 'jsonl', 'log')).toEqual([]);
  expect(await open('{"instruction": "x", "output": }\n', 'jsonl', 'broken')).toMatchObject([{ code: 'json-syntax' }]);
});

test('own columns come from the settings, also while the file is open', async () => {
  const row = '{"question": "q", "answer": 4}';
  columns = { question: 'instruction', answer: 'output' };
  expect(await open(row)).toMatchObject([{ code: 'wrong-type', range: at(0, 28, 29) }]);
  columns = {};
  const again = diagnosticsFor('file:///a.jsonl', 1);
  await connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  expect(await again).toMatchObject([{ code: 'format-unknown' }]);
});

test('what the editor shows is what the command line says', async () => {
  const text = '{"text": "a"}\n{"text": 5}\n\n{"text": "b",}\n{\n"text": "c"\n}\n';
  const { problems } = checkDataset(readDatasetText(text, 'a.jsonl'));
  const shown = await open(text);
  const place = (line: number, character: number, code: unknown): string => `${line}:${character} ${String(code)}`;
  expect(shown.map(({ range, code }) => place(range.start.line, range.start.character, code)).sort()).toEqual(
    problems.map(({ range, code }) => place(range.startLine, range.startColumn, code)).sort(),
  );
  expect(shown.length).toBeGreaterThan(3);
});

test('a JSON array is read as one, as the command line does, from the edit on that makes it one', async () => {
  const text = '[\n{"text": "a"},\n{"text": 5}\n]\n';
  const { problems } = checkDataset(readDatasetText(text, 'a.jsonl'));
  expect(problems.map(({ code }) => code)).toEqual(['wrong-type']);
  expect(await open(text)).toMatchObject([{ code: 'wrong-type', range: at(2, 9, 10) }]);
  expect(await change(2, { range: at(2, 9, 10), text: '"b"' })).toEqual([]);
  expect(await change(3, { range: at(0, 0, 1), text: '' })).toContainEqual(
    expect.objectContaining({ code: 'json-syntax' }),
  );
  expect(await change(4, { range: at(0, 0, 0), text: '[' })).toEqual([]);
});

test('after any edits the diagnostics are those of the text opened anew', async () => {
  const seed = Number(process.env['TUNEWRIGHT_SEED'] ?? 1);
  console.log(`Replay with TUNEWRIGHT_SEED=${seed}`);
  const random = seededRandom(seed, 'edits');
  const pieces = [
    '{"instruction": "a", "output": "b"}',
    '{"text": "x"}',
    '{"messages": [{"role": "user", "content": "q"}, {"role": "bot", "content": "r"}]}',
    ...[
      '\n',
      '\r\n',
      '\n\n',
      '"',
      '{',
      '}',
      ',',
      ']',
      '[',
      'None',
      '\\',
      '😀',
      ' ',
      '',
      '{"id": 1}',
      '"output": ',
      '\u0000',
    ],
  ];
  let text = Array.from({ length: 30 }, (_, i) => pieces[i % 3]!.replace('"a"', `"${i >> 2}"`)).join('\n');
  await open(text);
  for (let version = 2; version < 150; version++) {
    const changes = Array.from({ length: 1 + random.integer(3) }, (): TextDocumentContentChangeEvent => {
      const start = random.integer(text.length + 1);
      const end = Math.min(text.length, start + random.integer(random.next() < 0.1 ? 200 : 8));
      const inserted = pieces[random.integer(pieces.length)]!;
      const range = { start: positionAt(text, start), end: positionAt(text, end) };
      text = text.slice(0, offsetAt(text, range.start)) + inserted + text.slice(offsetAt(text, range.end));
      return { range, text: inserted };
    });
    const incremental = await change(version, ...changes);
    const fresh = await open(text, 'instruction-jsonl', 'fresh');
    await connection.sendNotification('textDocument/didClose', { textDocument: { uri: 'file:///fresh.jsonl' } });
    const neutral = JSON.stringify(fresh).replaceAll('fresh.jsonl', 'a.jsonl');
    expect(JSON.stringify(incremental), `after edit ${version}`).toBe(neutral);
  }
});

test('garbage does not end it', async () => {
  await open('\u0000\uFFFF'.repeat(10) + '['.repeat(50_000));
  const outside = { start: { line: 99, character: 7 }, end: { line: -1, character: -5 } };
  await change(2, { range: outside, text: '{"text": "a"}' });
  await change(3, { text: '{"text": "whole"}' });
  expect(await change(4, { range: at(0, 500, 900), text: 'x' })).toMatchObject([{ code: 'json-syntax' }]);
  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri: 'file:///never-opened.jsonl', version: 1 },
    contentChanges: [{ text: '' }],
  });
  expect(await open('{"text": "still here"}', 'instruction-jsonl', 'b')).toEqual([]);
});

test('an edit in 10,000 rows is answered soon (printed, not judged)', async () => {
  const rows = Array.from(
    { length: 10_000 },
    (_, i) => `{"instruction": "Question ${i}?", "input": "", "output": "${'word '.repeat(60)}"}`,
  );
  await open(rows.join('\n'));
  const times: number[] = [];
  for (let version = 2; version < 42; version++) {
    const start = performance.now();
    await change(version, { range: at(version * 200, 17, 18), text: 'q' });
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  console.log(
    `10,000 rows: an edit is answered in ${times[20]!.toFixed(1)} ms (median), ${times.at(-1)!.toFixed(1)} ms (worst)`,
  );
  expect(times).toHaveLength(40);
});

test('it ends with its parent', async () => {
  const exit = once(server.child, 'exit');
  server.child.stdin!.end();
  expect(await exit).toBeDefined();
});

/** Line ends as the protocol counts them; a place between CR and LF is one before both. */
function positionAt(text: string, offset: number): Diagnostic['range']['start'] {
  const before = text.slice(0, offset);
  const isInside = before.endsWith('\r') && text[offset] === '\n';
  const lines = (isInside ? before.slice(0, -1) : before).split(/\r\n|\n|\r/);
  return { line: lines.length - 1, character: lines.at(-1)!.length };
}

function offsetAt(text: string, { line, character }: Diagnostic['range']['start']): number {
  let offset = 0;
  for (const [i, part] of text.split(/(\r\n|\n|\r)/).entries()) {
    if (i === line * 2) return offset + character;
    offset += part.length;
  }
  return offset;
}
