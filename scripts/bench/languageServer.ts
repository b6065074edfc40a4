/**
 * The language server on a file of 45 MB, as the protocol's client sees it over stdio: from opening to the first diagnostics, and from
 * a keystroke to the diagnostics of the text with it. Keys go to rows all over the file; some add a row or remove it again. Rows are
 * compared for near-duplicates once nobody types: how long that takes, and what a key waits that comes meanwhile.
 *
 * usage: npm run bench:dataset [-- --edits 300]
 */
import { spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type PublishDiagnosticsParams,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver/node';
import { entryPath } from '../../src/common/entries.ts';
import { seededRandom } from '../../src/common/random.ts';
import { linesOfFile } from '../../src/dataset/lines.ts';
import { hasShared, shared } from '../../test/support/shared.ts';

/** VS Code hands over documents of up to 50 MB. */
const MEGABYTES = 45;
/** After the last key, when rows are being compared: the server waits 300 ms. */
const COMPARING_MS = 310;
const URI = 'file:///bench/t0.instruct.jsonl';
const document = { uri: URI };

const { values } = parseArgs({ strict: false, options: { edits: { type: 'string', default: '300' } } });

if (hasShared) await run(Number(values.edits));
else process.exitCode = 1;

async function run(nEdits: number): Promise<void> {
  const lines = await firstLines(MEGABYTES * 1e6);
  const text = lines.join('\n');
  const child = spawn(process.execPath, [entryPath('languageServer'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const arrivals = new Map<number, (params: PublishDiagnosticsParams) => void>();
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) =>
    arrivals.get(params.version ?? 0)?.(params),
  );
  connection.listen();
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  await connection.sendNotification('initialized', {});

  let version = 1;
  const answered = async (send: () => Promise<void>): Promise<number> => {
    const arrival = new Promise((resolve) => arrivals.set(version, resolve));
    const start = performance.now();
    await send();
    await arrival;
    return performance.now() - start;
  };
  const opened = await answered(() =>
    connection.sendNotification('textDocument/didOpen', {
      textDocument: { ...document, languageId: 'instruction-jsonl', version, text },
    }),
  );
  console.log(
    `${(text.length / 1e6).toFixed(1)} MB, ${lines.length} rows: first diagnostics after ${opened.toFixed(0)} ms`,
  );

  const edit = (change: TextDocumentContentChangeEvent): Promise<number> => {
    version++;
    return answered(() =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { ...document, version },
        contentChanges: [change],
      }),
    );
  };
  const random = seededRandom(1, 'keystrokes');
  const at = (line: number, character: number, toLine = line): TextDocumentContentChangeEvent => ({
    range: { start: { line, character }, end: { line: toLine, character } },
    text: '',
  });
  const typed: number[] = [];
  const rowed: number[] = [];
  for (let i = 0; i < nEdits; i++) {
    const line = random.integer(lines.length);
    // Inside the first value of a row, and now and then right before a quote, which breaks the row.
    typed.push(await edit({ ...at(line, 20 + random.integer(30)), text: random.next() < 0.1 ? '"' : 'x' }));
    if (i % 10 > 0) continue;
    rowed.push(await edit({ ...at(line, 0), text: '{"inputs": "new"}\n' }));
    rowed.push(await edit(at(line, 0, line + 1)));
  }
  report('a keystroke', typed);
  report('a row added or removed', rowed);

  /** From the pause to the diagnostics that are sent once more, with the near-duplicates. */
  const compared = async (): Promise<number> => {
    const start = performance.now();
    await new Promise((resolve) => arrivals.set(version, resolve));
    return performance.now() - start;
  };
  console.log(`near-duplicates of all rows: ${(await compared()).toFixed(0)} ms after the last key`);
  const meanwhile: number[] = [];
  const again: number[] = [];
  for (let i = 0; i < 20; i++) {
    const line = random.integer(lines.length);
    await edit({ ...at(line, 20 + random.integer(30)), text: 'x' });
    again.push(await compared());
    await edit({ ...at(line, 20), text: 'y' });
    await setTimeout(COMPARING_MS);
    meanwhile.push(await edit({ ...at(line, 20), text: 'z' }));
  }
  report('near-duplicates after one more key', again);
  report('a keystroke while rows are compared', meanwhile);

  const ask = async (method: string, params: object): Promise<number> => {
    const start = performance.now();
    await connection.sendRequest(`textDocument/${method}`, { textDocument: document, ...params });
    return performance.now() - start;
  };
  for (const method of ['completion', 'hover', 'documentSymbol', 'codeLens', 'codeAction']) {
    const times: number[] = [];
    for (let i = 0; i < 30; i++) {
      const position = { line: random.integer(lines.length), character: 15 };
      const context = { diagnostics: [], triggerKind: 2 };
      times.push(await ask(method, { position, range: { start: position, end: position }, context }));
    }
    report(method, times);
  }
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  connection.dispose();
}

async function firstLines(nBytes: number): Promise<string[]> {
  const { lines } = await linesOfFile(shared('instruct', 't0_train_50k.jsonl.gz'));
  let sum = 0;
  const end = lines.findIndex((line) => (sum += Buffer.byteLength(line) + 1) > nBytes);
  return lines.slice(0, end < 0 ? lines.length : end);
}

function report(what: string, times: number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const quantile = (share: number): string =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1);
  console.log(
    `${what}: p50 ${quantile(0.5)} ms, p95 ${quantile(0.95)} ms, worst ${sorted.at(-1)!.toFixed(1)} ms (${times.length})`,
  );
}
