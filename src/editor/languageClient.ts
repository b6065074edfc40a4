/** Starts the language server and keeps documents that do not look like datasets away from it. */
import type { TextDocument } from 'vscode';
import { LanguageClient, TransportKind, type Middleware } from 'vscode-languageclient/node';
import { entryPath } from '../common/entries.ts';
import { PRODUCT } from '../common/product.ts';
import { looksLikeDataset } from './datasetLook.ts';
import { readSettings } from './settings.ts';

export const DATASET_LANGUAGES = ['instruction-jsonl', 'jsonl'] as const;

export function createLanguageClient(): LanguageClient {
  const server = { module: entryPath('languageServer'), transport: TransportKind.ipc };
  const debug = { ...server, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
  return new LanguageClient(
    PRODUCT.command,
    PRODUCT.name,
    { run: server, debug },
    {
      documentSelector: DATASET_LANGUAGES.flatMap((language) => [
        { language, scheme: 'file' },
        { language, scheme: 'untitled' },
      ]),
      middleware: datasetsOnly(),
    },
  );
}

/** Our own language is always served. A plain `.jsonl` is from the first moment on that it looks like a dataset. */
function datasetsOnly(): Middleware {
  /** Documents the server has not been told of, and how to tell it. */
  const withheld = new Map<string, (document: TextDocument) => Promise<void>>();
  const key = (document: TextDocument): string => document.uri.toString();
  return {
    didOpen: async (document, next) => {
      if (isDataset(document)) return next(document);
      withheld.set(key(document), next);
    },
    didChange: async (event, next) => {
      const open = withheld.get(key(event.document));
      if (open === undefined) return next(event);
      if (!isDataset(event.document)) return;
      withheld.delete(key(event.document));
      await open(event.document); // Opens with the changed text: the change itself must not be sent again.
    },
    didSave: async (document, next) => (withheld.has(key(document)) ? undefined : next(document)),
    didClose: async (document, next) => (withheld.delete(key(document)) ? undefined : next(document)),
  };
}

export function isDataset(document: TextDocument): boolean {
  if (document.languageId === 'instruction-jsonl') return true;
  const columns = Object.keys(readSettings(document).columns);
  return looksLikeDataset(document.lineCount, (index) => document.lineAt(index).text, columns);
}
