/** `tunewright lsp` as another editor uses it: JSON-RPC over standard input and output, framed by hand, without configuration requests. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { entryPath } from '../../src/common/entries.ts';

type Message = {
  id?: number;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string };
};
type Position = { line: number; character: number };
type Edit = { range: { start: Position; end: Position }; newText: string };
type Diagnostics = {
  uri: string;
  version?: number;
  diagnostics: { code: string; range: Edit['range']; message: string }[];
};

const URI = 'file:///data/train.jsonl';

let child: ChildProcessByStdio<Writable, Readable, null>;
let received: Message[];
let waiters: { fits: (message: Message) => boolean; resolve: (message: Message) => void }[];
let nextId: number;
/** What the document is, as this client has it. */
let text: string;
let version: number;

beforeEach(() => {
  child = spawn(process.execPath, [entryPath('cli'), 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  received = [];
  waiters = [];
  nextId = 1;
  let buffer = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, end).toString('ascii'))?.[1]);
      if (buffer.length < end + 4 + length) return;
      deliver(JSON.parse(buffer.subarray(end + 4, end + 4 + length).toString('utf8')) as Message);
      buffer = buffer.subarray(end + 4 + length);
    }
  });
});

afterEach(async () => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
});

function deliver(message: Message): void {
  const index = waiters.findIndex(({ fits }) => fits(message));
  if (index < 0) received.push(message);
  else waiters.splice(index, 1)[0]!.resolve(message);
}

function send(message: object): void {
  const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
  child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
  child.stdin.write(body);
}

function arrival(fits: (message: Message) => boolean): Promise<Message> {
  const index = received.findIndex(fits);
  if (index >= 0) return Promise.resolve(received.splice(index, 1)[0]!);
  return new Promise((resolve) => waiters.push({ fits, resolve }));
}

async function request<Result>(method: string, params: object | null): Promise<Result> {
  const id = nextId++;
  send({ id, method, params });
  const { result, error } = await arrival((message) => message.id === id && message.method === undefined);
  expect(error).toBeUndefined();
  return result as Result;
}

const notify = (method: string, params: object): void => send({ method, params });
const document = { uri: URI };
const ask = <Result>(method: string, params: object = {}): Promise<Result> =>
  request(`textDocument/${method}`, { textDocument: document, ...params });

async function diagnostics(): Promise<Diagnostics['diagnostics']> {
  const wanted = version;
  const { params } = await arrival(
    ({ method, params: sent }) =>
      method === 'textDocument/publishDiagnostics' && (sent as Diagnostics).version === wanted,
  );
  return (params as Diagnostics).diagnostics;
}

async function initialize(initializationOptions: object = {}, known: object = {}): Promise<Record<string, unknown>> {
  const { capabilities } = await request<{ capabilities: Record<string, unknown> }>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: known,
    initializationOptions,
  });
  notify('initialized', {});
  return capabilities;
}

function open(newText: string): Promise<Diagnostics['diagnostics']> {
  text = newText;
  version = 1;
  notify('textDocument/didOpen', { textDocument: { ...document, languageId: 'jsonl', version, text } });
  return diagnostics();
}

const offset = ({ line, character }: Position): number =>
  text.split('\n').slice(0, line).join('\n').length + Math.min(1, line) + character;
const at = (line: number, character: number): Position => ({ line, character });

/** Makes the edits in our copy of the text and tells the server, last one first so that places stay what they are. */
function edit(edits: readonly Edit[]): Promise<Diagnostics['diagnostics']> {
  const inOrder = [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start));
  for (const { range, newText } of inOrder)
    text = text.slice(0, offset(range.start)) + newText + text.slice(offset(range.end));
  version++;
  notify('textDocument/didChange', {
    textDocument: { ...document, version },
    contentChanges: inOrder.map(({ range, newText }) => ({ range, text: newText })),
  });
  return diagnostics();
}

const insert = (place: Position, newText: string): Promise<Diagnostics['diagnostics']> =>
  edit([{ range: { start: place, end: place }, newText }]);

const GOOD = '{"messages": [{"role": "user", "content": "Hallo 😀"}, {"role": "assistant", "content": "Guten Tag."}]}';

test('requests out of order get the errors of the protocol', async () => {
  const codeOf = async (method: string, params: object = {}): Promise<number | undefined> => {
    const id = nextId++;
    send({ id, method, params });
    const { error } = await arrival((message) => message.id === id && message.method === undefined);
    return error?.code;
  };
  const hover = { textDocument: document, position: at(0, 2) };
  expect(await codeOf('textDocument/hover', hover)).toBe(-32002);
  expect(await codeOf('shutdown')).toBe(-32002);
  await initialize();
  expect(await codeOf('initialize', { processId: null, rootUri: null, capabilities: {} })).toBe(-32600);
  await open(`${GOOD}\n`);
  expect(await codeOf('textDocument/hover', hover)).toBeUndefined();
  expect(await codeOf('shutdown')).toBeUndefined();
  expect(await codeOf('textDocument/hover', hover)).toBe(-32600);
  notify('exit', {});
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('half of a line end that joins the other half adds no line', async () => {
  await initialize();
  await open(`${GOOD}\n${GOOD}\n{"messages": 4}\n`);
  version++;
  const end = at(0, GOOD.length);
  notify('textDocument/didChange', {
    textDocument: { ...document, version },
    contentChanges: [{ range: { start: end, end }, text: '\r' }],
  });
  expect(new Set((await diagnostics()).map(({ code, range }) => `${code} ${range.start.line}`))).toEqual(
    new Set(['duplicate-row 1', 'wrong-type 2']),
  );
});

test('a whole session', async () => {
  const capabilities = await initialize();
  expect(Object.keys(capabilities)).toEqual(
    expect.arrayContaining(['completionProvider', 'hoverProvider', 'documentSymbolProvider', 'codeActionProvider']),
  );

  // A row is written, with completion.
  expect(await open(`${GOOD}\n`)).toEqual([]);
  expect(await insert(at(1, 0), '{"')).toMatchObject([{ code: 'json-syntax', range: { start: { line: 1 } } }]);
  type Offer = { label: string; textEdit: Edit };
  const keys = await ask<Offer[]>('completion', { position: at(1, 2) });
  expect(keys.map(({ label }) => label)).toContain('messages');
  await edit([keys.find(({ label }) => label === 'messages')!.textEdit]);
  expect(text.split('\n')[1]).toBe(
    '{"messages": [{"role": "user", "content": ""}, {"role": "assistant", "content": ""}]',
  );
  await insert(at(1, text.split('\n')[1]!.length), '}');
  const roles = await ask<Offer[]>('completion', { position: at(1, 25) });
  expect(roles.map(({ label }) => label)).toEqual(expect.arrayContaining(['user', 'assistant', 'system', 'tool']));

  // What is there is shown.
  const hover = await ask<{ contents: { value: string } }>('hover', { position: at(0, 45) });
  expect(hover.contents.value).toContain('Guten Tag');
  const symbols = await ask<{ name: string; children: { name: string; range: Edit['range'] }[] }[]>('documentSymbol');
  expect(symbols.map(({ name }) => name)).toEqual(['1  Hallo 😀', '2']);
  expect(symbols[0]!.children.map(({ name, range }) => [name, range.start.character])).toEqual([
    ['user', 14],
    ['assistant', GOOD.indexOf('{"role": "assistant"')],
  ]);
  const [lens] = await ask<{ command: { title: string } }[]>('codeLens');
  expect(lens!.command.title).toMatch(/^chat · 2 rows · \d+ problems?$/);

  // A duplicate is removed by its quick fix.
  const found = await edit([{ range: { start: at(1, 0), end: at(1, 200) }, newText: GOOD }]);
  expect(found).toMatchObject([{ code: 'duplicate-row', range: { start: at(1, 0) } }]);
  type Action = { title: string; kind: string; isPreferred?: boolean; edit?: { changes: Record<string, Edit[]> } };
  const actions = await ask<Action[]>('codeAction', {
    range: { start: at(1, 5), end: at(1, 5) },
    context: { diagnostics: found },
  });
  const fix = actions.find(({ isPreferred }) => isPreferred === true)!;
  expect(fix).toMatchObject({ title: 'Remove this row', kind: 'quickfix' });
  expect(await edit(fix.edit!.changes[URI]!)).toEqual([]);
  expect(text).toBe(GOOD);

  // No command is offered to a client that has none.
  expect(actions.filter((action) => action.edit === undefined)).toEqual([]);
  expect(await request('shutdown', null)).toBeNull();
  const exit = once(child, 'exit');
  notify('exit', {});
  expect(await exit).toEqual([0, null]);
});

test('settings are read from the initialization options, and changed by a notification', async () => {
  await initialize({ columns: { question: 'instruction', answer: 'output' }, rules: { 'duplicate-row': 'off' } });
  const row = '{"question": "What is a wren?", "answer": "A small bird."}\n';
  expect(await open(row + row)).toEqual([]);
  notify('workspace/didChangeConfiguration', {
    settings: { tunewright: { columns: { question: 'instruction', answer: 'output' } } },
  });
  expect(await diagnostics()).toMatchObject([{ code: 'duplicate-row' }]);
});

test('code lenses are asked for again when a check has found something else than they say', async () => {
  await initialize({}, { workspace: { codeLens: { refreshSupport: true } } });
  const title = async (): Promise<string> =>
    (await ask<{ command: { title: string } }[]>('codeLens'))[0]!.command.title;
  const refreshed = async (): Promise<void> => {
    const { id } = await arrival(({ method }) => method === 'workspace/codeLens/refresh');
    send({ id, result: null });
  };
  const words = 'A wren is a small brown bird that sings loudly in the early morning of a long day in spring';
  const row = (more: string): string => `{"text": "${words}${more}"}\n`;
  const opened = open(row('.') + row('!'));
  // This comes before the rows are compared: the server looks for a brief first.
  const early = title();
  expect(await opened).toMatchObject([{ code: 'near-duplicate' }]);
  expect(await early).toBe('text · 2 rows · no problems');
  await refreshed();
  expect(await title()).toBe('text · 2 rows · 1 problem');

  // What says the same need not be asked for again.
  await insert(at(0, 10), 'x');
  expect(await title()).toBe('text · 2 rows · 1 problem');
  await insert(at(0, 10), 'x');
  expect(received.filter(({ method }) => method === 'workspace/codeLens/refresh')).toEqual([]);
});

test('what it does not know is answered, and what is cancelled ends', async () => {
  await initialize();
  await open('{"text": "A wren is a small bird."}\n');
  send({ id: 900, method: 'textDocument/unheardOf', params: {} });
  expect((await arrival(({ id }) => id === 900)).error?.code).toBe(-32601);
  send({ id: 901, method: 'textDocument/documentSymbol', params: { textDocument: document } });
  notify('$/cancelRequest', { id: 901 });
  const answer = await arrival(({ id }) => id === 901);
  expect(answer.error?.code ?? -32800).toBe(-32800);
});

test('it ends with code 1 when the editor goes away without shutdown', async () => {
  await initialize();
  const exit = once(child, 'exit');
  child.stdin.end();
  expect(await exit).toEqual([1, null]);
});
