/** tunewright/fullReport. Made piece by piece: a cancelled one stops. */
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver/node';
import { fullReport as reportOf } from '../../language/fullReport.ts';
import { FULL_REPORT, type FullReportParams, type FullReportResult } from '../../protocol/languageServer.ts';
import type { Feature } from './feature.ts';

export const fullReport: Feature = {
  register: ({ connection, documents }) => {
    connection.onRequest(
      FULL_REPORT,
      async ({ uri, code }: FullReportParams, token: CancellationToken): Promise<FullReportResult> => {
        const document = documents.get(uri);
        if (document === undefined) return null;
        const pieces: string[] = [];
        for (const piece of reportOf(document.result(), basename(decodeURIComponent(uri)), code)) {
          pieces.push(piece);
          await setImmediate();
          if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled');
        }
        return { text: pieces.join('') };
      },
    );
  },
};
