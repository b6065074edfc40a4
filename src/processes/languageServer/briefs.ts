/** Briefs beside open datasets: from the editor where one is open there, with its unsaved edits, else from disk. */
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  TextDocumentSyncKind,
  type ClientCapabilities,
  type Connection,
  type InitializeParams,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver/node';
import { findBrief, textOnDisk, type BriefFile } from '../../dataset/brief/find.ts';
import { BRIEF_ENDING } from '../../dataset/brief/names.ts';
import { TextLines } from './textLines.ts';

/** Datasets are checked anew when a brief has been left alone for so long: each time is a whole check. */
const QUIET_MS = 200;

export type Briefs = {
  isBrief: (uri: string) => boolean;
  open: (uri: string, text: string) => void;
  change: (uri: string, changes: readonly TextDocumentContentChangeEvent[]) => void;
  close: (uri: string) => void;
  /** The text of an open brief. */
  textOf: (uri: string) => string | undefined;
  /** The brief of a dataset; undefined where it has none, or is not a file yet. */
  of: (dataset: string) => Promise<BriefFile | undefined>;
};

/** `onDidChange`: some brief is another than before. */
export function createBriefs(roots: () => readonly string[], onDidChange: () => void): Briefs {
  const documents = new Map<string, TextLines>();
  let timer: NodeJS.Timeout | undefined;
  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onDidChange, QUIET_MS);
  };
  const textOf = (uri: string): string | undefined => documents.get(uri)?.lines.join('\n');
  const read = async (path: string): Promise<string | undefined> => {
    // Clients write the same URI in more than one way (drive letters, escapes): they are compared as paths.
    const open = [...documents.keys()].find((uri) => pathOf(uri) === path);
    return open === undefined ? textOnDisk(path) : textOf(open);
  };
  return {
    isBrief: (uri) => uri.endsWith(BRIEF_ENDING),
    open: (uri, text) => {
      documents.set(uri, new TextLines(text));
      changed();
    },
    change: (uri, changes) => {
      const lines = documents.get(uri);
      for (const change of changes) lines?.apply(change);
      changed();
    },
    close: (uri) => {
      documents.delete(uri);
      changed();
    },
    textOf,
    of: async (dataset) => {
      const path = pathOf(dataset);
      if (path === undefined) return undefined;
      const root = roots().find((folder) => path.startsWith(folder + sep));
      return findBrief(path, root, read);
    },
  };
}

function pathOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}

/** Folders of the client's workspace, as paths. */
export function rootsOf({ workspaceFolders }: InitializeParams): string[] {
  return (workspaceFolders ?? []).map(({ uri }) => pathOf(uri)).filter((path) => path !== undefined);
}

const PATTERN = `**/*${BRIEF_ENDING}`;

/** Asks the client for open briefs, and for changes of those on disk, as far as it can tell. */
export async function watchBriefs(
  connection: Connection,
  { textDocument, workspace }: ClientCapabilities,
): Promise<void> {
  const documentSelector = [{ scheme: 'file', pattern: PATTERN }];
  if (textDocument?.synchronization?.dynamicRegistration === true) {
    await connection.client.register(DidOpenTextDocumentNotification.type, { documentSelector });
    await connection.client.register(DidChangeTextDocumentNotification.type, {
      documentSelector,
      syncKind: TextDocumentSyncKind.Incremental,
    });
    await connection.client.register(DidCloseTextDocumentNotification.type, { documentSelector });
  }
  if (workspace?.didChangeWatchedFiles?.dynamicRegistration === true)
    await connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [{ globPattern: PATTERN }],
    });
}
