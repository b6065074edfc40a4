/** tunewright/statistics: what an open document is like, in numbers. Made in slices: whoever types is not held up. */
import { fileURLToPath } from 'node:url';
import { dirname, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver/node';
import { STATISTICS_REQUEST, type StatisticsAnswer, type StatisticsParams } from '../../protocol/languageServer.ts';
import { createRowCounts } from '../../statistics/rowCounts.ts';
import { statisticsOf } from '../../statistics/statistics.ts';
import { tokenSource } from '../fileStatistics.ts';
import type { Feature } from './feature.ts';
import { SLICE_MS } from './laterWork.ts';

export const statistics: Feature = {
  register: ({ connection, documents, client, providers }) => {
    connection.onRequest<StatisticsAnswer, unknown>(
      STATISTICS_REQUEST,
      async ({ uri, version }: StatisticsParams, token: CancellationToken) => {
        const document = documents.get(uri);
        if (document === undefined) return { kind: 'unknown' };
        const { settings } = document;
        const isOther = (): boolean =>
          documents.get(uri) !== document || document.version !== version || document.settings !== settings;
        const base = await providers.countedBase?.(document);
        const source = await tokenSource(base, runsFolder(uri, client.folders));
        const rowCounts = createRowCounts();
        // A value over several lines is one row, as in the number of rows: its first line stands for it.
        const runs = document.runs().values();
        let run = runs.next().value;
        let pausedAt = performance.now();
        for (let index = 0; !isOther(); index++) {
          const row = document.row(index);
          if (row === undefined) {
            await setImmediate();
            break;
          }
          while (run !== undefined && run.end <= index) run = runs.next().value;
          if (!row.blank && !(run !== undefined && index > run.start)) rowCounts.add(row);
          if (performance.now() - pausedAt < SLICE_MS) continue;
          await setImmediate();
          if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled');
          pausedAt = performance.now();
        }
        if (isOther()) return { kind: 'unknown' };
        const result = document.result({ limit: 0 });
        return {
          kind: 'statistics',
          statistics: statisticsOf({ ...result, rows: document.table, rowCounts: rowCounts.counts, ...source }),
          isComplete: document.isChecked && (base === undefined || document.rowsWithoutTokens(1).length === 0),
        };
      },
    );
  },
};

/** The workspace folder that holds the document: its runs tell how fast this machine is. */
function runsFolder(uri: string, folders: readonly string[]): string {
  const path = uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  const folder = folders.find((candidate) => path?.startsWith(candidate + sep)) ?? folders[0];
  return folder ?? (path === undefined ? process.cwd() : dirname(path));
}
