/** Tokens of open documents: counted in the background by the chosen base model's threads, and shown as problems when they are there. */
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageType, ShowMessageNotification } from 'vscode-languageserver/node';
import { describeError, UserError } from '../../common/errors.ts';
import { baseName, type BaseTokens } from '../baseTokens.ts';
import type { Feature, ServerContext } from './feature.ts';
import type { OpenDocument } from './openDocument.ts';

/** Rows that are counted between two looks at whether the document is still the same. */
const ROWS_AT_ONCE = 512;
/** Problems that were found meanwhile are shown so often. */
const PUBLISH_MS = 1000;

export const tokens: Feature = {
  register: (server) => {
    const bases = createBases(server);
    const counting = new Map<string, AbortController>();
    server.providers.countTokens = (document, publish) => {
      counting.get(document.uri)?.abort();
      const stop = new AbortController();
      counting.set(document.uri, stop);
      const isClosed = (): boolean => server.documents.get(document.uri) !== document;
      count(document, bases, { publish, isClosed }, stop.signal)
        .catch(server.report)
        .finally(() => {
          if (counting.get(document.uri) === stop) counting.delete(document.uri);
        });
    };
    server.providers.countedBase = async (document) => {
      const base = await bases.of(document);
      return base === undefined ? undefined : { name: baseName(document.settings.baseModel, base), base };
    };
    server.connection.onShutdown(() => {
      for (const stop of counting.values()) stop.abort();
      server.baseModels.dispose();
    });
  },
};

async function count(
  document: OpenDocument,
  bases: Bases,
  { publish, isClosed }: { publish: () => void; isClosed: () => boolean },
  signal: AbortSignal,
): Promise<void> {
  // Most edits leave nothing to count, and most documents are told of before a model is asked for.
  if (document.rowsWithoutTokens(1).length === 0) return;
  const base = await bases.of(document);
  if (base === undefined) return;
  let shownAt = performance.now();
  try {
    for (;;) {
      const rows = document.rowsWithoutTokens(ROWS_AT_ONCE);
      if (rows.length === 0 || signal.aborted || isClosed()) break;
      const outcomes = await base.pool.facts(rows, base.maxLength, { signal });
      for (const [i, row] of rows.entries()) document.setTokens(row, outcomes[i]!);
      if (performance.now() - shownAt < PUBLISH_MS) continue;
      publish();
      shownAt = performance.now();
    }
    if (!signal.aborted) publish();
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof UserError)) throw error;
    bases.fail(document, error);
    // Whoever shows numbers learns that no more of them come.
    publish();
  }
}

type Bases = {
  /** Undefined: none is chosen, or it cannot be used, which was said. */
  of: (document: OpenDocument) => Promise<BaseTokens | undefined>;
  fail: (document: OpenDocument, error: UserError) => void;
};

/** The base model of each document. What is wrong with one is said once, and it is not asked for again. */
function createBases({ connection, client, baseModels, report }: ServerContext): Bases {
  const failed = new Set<string>();
  const fail = (base: string, error: unknown): undefined => {
    if (!(error instanceof UserError)) report(error);
    const message = `Tokens are not counted. ${describeError(error)}`;
    connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message }).catch(report);
    failed.add(base);
    return undefined;
  };
  const folderOf = (document: OpenDocument): string | undefined => {
    const { baseModel } = document.settings;
    if (baseModel === undefined || baseModel === 'embedded' || isAbsolute(baseModel)) return baseModel;
    const path = document.uri.startsWith('file:') ? fileURLToPath(document.uri) : '';
    const folder = client.folders.find((candidate) => path.startsWith(candidate)) ?? client.folders[0];
    return folder === undefined ? undefined : join(folder, baseModel);
  };
  return {
    of: async (document) => {
      const base = folderOf(document);
      if (base === undefined || failed.has(base)) return undefined;
      return baseModels.open(base).catch((error: unknown) => (failed.has(base) ? undefined : fail(base, error)));
    },
    fail: (document, error) => {
      const base = folderOf(document);
      if (base !== undefined) fail(base, error);
    },
  };
}
