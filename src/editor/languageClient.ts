/** Starts the language server and keeps documents that do not look like datasets away from it. */
import { workspace, type TextDocument } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { entryPath } from '../common/entries.ts';
import { PRODUCT } from '../common/product.ts';
import { BRIEF_ENDING } from '../dataset/brief/names.ts';
import { looksLikeDataset } from './datasetLook.ts';
import { ServedDocuments } from './servedDocuments.ts';
import { readSettings } from './settings.ts';

export const DATASET_LANGUAGES = ['instruction-jsonl', 'jsonl'] as const;

export type DatasetClient = { served: ServedDocuments; start(): Promise<void>; dispose(): Promise<void> };

export function createLanguageClient(): DatasetClient {
  const server = { module: entryPath('languageServer'), transport: TransportKind.ipc };
  const debug = { ...server, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
  const served = new ServedDocuments(isDataset);
  const client = new LanguageClient(
    PRODUCT.command,
    PRODUCT.name,
    { run: server, debug },
    {
      documentSelector: DATASET_LANGUAGES.flatMap((language) => [
        { language, scheme: 'file' },
        { language, scheme: 'untitled' },
      ]),
      middleware: served.middleware,
    },
  );
  const settings = workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${PRODUCT.command}.columns`))
      served.reconsider().catch((error: unknown) => client.error('A document was not opened.', error));
  });
  return {
    served,
    start: () => client.start(),
    dispose: () => {
      settings.dispose();
      return client.dispose();
    },
  };
}

function isDataset(document: TextDocument): boolean {
  if (document.languageId === 'instruction-jsonl') return true;
  // The server asks for these, to check datasets against what is written there now.
  if (document.uri.path.endsWith(BRIEF_ENDING)) return true;
  const columns = Object.keys(readSettings(document).columns);
  return looksLikeDataset(document.lineCount, (index) => document.lineAt(index).text, columns);
}
