/**
 * Where the numbers of a dataset come from: the language server has those of the documents it serves; of everything else (files over
 * 50 MB, JSON arrays, files that no editor has open) the command line counts them in a child process, as it does in a terminal.
 */
import { dirname } from 'node:path';
import { workspace, type CancellationToken, type TextDocument, type Uri } from 'vscode';
import { fullReport } from '../language/fullReport.ts';
import { STATISTICS_REQUEST, type StatisticsAnswer, type StatisticsParams } from '../protocol/languageServer.ts';
import type { DatasetStatistics } from '../statistics/types.ts';
import { briefOf } from './brief.ts';
import { checkFlags } from './checkFlags.ts';
import { readCheckReport } from './checkReport.ts';
import { runCliChild } from './cliChild.ts';
import { datasetAt } from './datasetFile.ts';
import type { FileFormats } from './fileFormats.ts';
import type { DatasetClient } from './languageClient.ts';
import { nodeRuntime } from './nodeRuntime.ts';
import { readSettings } from './settings.ts';
import { readStatisticsReport } from './statisticsReport.ts';
import { withDatasetPath } from './unsavedText.ts';

export type StatisticsSource = {
  /** The document, where the language server has it or will have it in a moment. */
  served: (uri: Uri) => TextDocument | undefined;
  /** Undefined: the server has another version by now, and says so when that is checked. */
  ask: (document: TextDocument, token: CancellationToken) => Promise<ServedStatistics | undefined>;
  /** Throws Cancelled, or UserError where the file or the base model cannot be had. */
  count: (uri: Uri, token: CancellationToken) => Promise<DatasetStatistics>;
  /** All problems of one code as the full report says them, of a dataset that is counted by a child. */
  report: (uri: Uri, code: string, token: CancellationToken) => Promise<string>;
};

type ServedStatistics = { statistics: DatasetStatistics; isComplete: boolean };

export function createStatisticsSource(client: DatasetClient, formats: FileFormats, storage: Uri): StatisticsSource {
  const runChild = (
    command: 'check' | 'stats',
    uri: Uri,
    token: CancellationToken,
    accept: readonly number[],
  ): Promise<string> => {
    const settings = readSettings(uri);
    const { baseModel } = settings;
    return withDatasetPath(datasetAt(uri), storage, async (path) => {
      // The path may be that of a copy: brief and runs are those of the dataset itself.
      const brief = await briefOf(uri);
      const args = [
        ...[command, path, '--json', ...checkFlags({ ...settings, format: formats.get(uri) })],
        ...(brief === undefined ? ['--no-brief'] : ['--brief', brief.path]),
        ...(workspace.isTrusted ? ['--base', baseModel] : []),
        ...(command === 'stats' ? ['--runs', runsFolder(uri)] : []),
      ];
      return (await runCliChild(args, nodeRuntime(settings), token, accept)).stdout;
    });
  };
  return {
    served: (uri) => {
      const name = uri.toString();
      const document = workspace.textDocuments.find((one) => one.uri.toString() === name && !one.isClosed);
      return document?.languageId === 'instruction-jsonl' || client.served.has(uri) ? document : undefined;
    },
    ask: async (document, token) => {
      const { uri, version } = document;
      // Before its first check the server may not know the document, nor be there at all.
      if (client.statusOf(uri) === undefined) return undefined;
      const params: StatisticsParams = { uri: uri.toString(), version };
      const answer = await client.request<StatisticsAnswer>(STATISTICS_REQUEST, params, token);
      return answer.kind === 'statistics' ? answer : undefined;
    },
    count: async (uri, token) => readStatisticsReport(await runChild('stats', uri, token, [0])),
    report: async (uri, code, token) => {
      const { format, rows, problems } = readCheckReport(await runChild('check', uri, token, [0, 1]));
      const n = (severity: string): number => problems.filter((problem) => problem.severity === severity).length;
      const counts = { errors: n('error'), warnings: n('warning'), information: n('information') };
      const { name } = datasetAt(uri);
      return [...fullReport({ format, nRows: rows, problems, counts }, name, code)].join('');
    },
  };
}

/** As the language server chooses it: runs of the workspace tell how fast this machine is. */
function runsFolder(uri: Uri): string {
  const folder = workspace.getWorkspaceFolder(uri) ?? workspace.workspaceFolders?.[0];
  return folder?.uri.fsPath ?? dirname(uri.fsPath);
}
