/** Entry of the language server: the protocol's doors, nothing else. Started over IPC by the extension, or with --stdio by any editor. */
import {
  createConnection,
  DidChangeConfigurationNotification,
  TextDocumentSyncKind,
  type InitializeParams,
} from 'vscode-languageserver/node';
import { describeError } from '../common/errors.ts';
import { isJsonObject } from '../common/json.ts';
import { PRODUCT } from '../common/product.ts';
import type { ReadOptions } from '../dataset/read.ts';
import { OpenDocument } from './languageServer/openDocument.ts';

const connection = createConnection();
const documents = new Map<string, OpenDocument>();
/** Documents whose diagnostics are out of date. */
const waiting = new Set<string>();
let hasConfiguration = false;

// Over IPC nothing ends when the parent is gone but this channel; over stdio the library watches the stream's end.
process.on('disconnect', () => process.exit(0));

connection.onInitialize(({ capabilities }: InitializeParams) => {
  hasConfiguration = capabilities.workspace?.configuration === true;
  return {
    capabilities: { textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental } },
    serverInfo: { name: PRODUCT.command, version: PRODUCT.version },
  };
});

connection.onInitialized(() => {
  if (!hasConfiguration) return;
  connection.client.register(DidChangeConfigurationNotification.type, { section: PRODUCT.command }).catch(report);
});

connection.onDidOpenTextDocument(({ textDocument }) => {
  const { uri } = textDocument;
  documents.set(uri, new OpenDocument(textDocument, {}));
  // Its columns are asked for first: without them a good file would flash as one of unknown format.
  configure(uri)
    .catch(report)
    .finally(() => publishSoon(uri));
});

connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
  const document = documents.get(textDocument.uri);
  if (document === undefined) return;
  document.change(contentChanges, textDocument.version);
  publishSoon(document.uri);
});

connection.onDidCloseTextDocument(({ textDocument }) => {
  documents.delete(textDocument.uri);
  waiting.delete(textDocument.uri);
  send({ uri: textDocument.uri, diagnostics: [] });
});

connection.onDidChangeConfiguration(() => {
  for (const uri of documents.keys()) configure(uri).catch(report);
});

connection.listen();

/** Own columns are a setting of the document's folder. */
async function configure(uri: string): Promise<void> {
  if (!hasConfiguration) return;
  const columns: unknown = await connection.workspace.getConfiguration({
    scopeUri: uri,
    section: `${PRODUCT.command}.columns`,
  });
  if (documents.get(uri)?.configure(optionsOf(columns)) === true) publishSoon(uri);
}

function optionsOf(columns: unknown): ReadOptions {
  if (!isJsonObject(columns)) return {};
  const pairs = Object.entries(columns).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return pairs.length === 0 ? {} : { columns: Object.fromEntries(pairs) };
}

/** Edits that came together are answered once. */
function publishSoon(uri: string): void {
  if (waiting.size === 0) setImmediate(publish);
  waiting.add(uri);
}

function publish(): void {
  const uris = [...waiting];
  waiting.clear();
  for (const uri of uris) {
    const document = documents.get(uri);
    if (document === undefined) continue;
    try {
      send({ uri, version: document.version, diagnostics: document.diagnostics() });
    } catch (error) {
      report(error);
    }
  }
}

function send(diagnostics: Parameters<typeof connection.sendDiagnostics>[0]): void {
  connection.sendDiagnostics(diagnostics).catch(report);
}

/** A defect of ours must not end the server: it is written to the editor's log. */
function report(error: unknown): void {
  connection.console.error(error instanceof Error ? (error.stack ?? error.message) : describeError(error));
}
