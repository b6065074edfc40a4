/** What a click on a problem code of the statistics leads to: its place, or the full report of all of them. */
import { basename } from 'node:path';
import { commands, ProgressLocation, Range, ViewColumn, window, type Uri } from 'vscode';
import type { DatasetStatistics } from '../protocol/statistics.ts';
import { Cancelled } from './cliChild.ts';
import type { FullReports } from './fullReport.ts';
import type { StatisticsSource } from './statisticsSource.ts';

/** A code with one problem leads straight to it. */
export async function showProblems(
  uri: Uri,
  { code, n, line, column }: DatasetStatistics['problems']['codes'][number],
  source: StatisticsSource,
  reports: FullReports,
): Promise<void> {
  if (n === 1) return showPlace(uri, line, column);
  if (source.served(uri) !== undefined) return reports.show(uri, code, groupOf(uri));
  const title = `Looking for ${code} in ${basename(uri.path)}`;
  const text = await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (_progress, token) =>
      source.report(uri, code, token).catch((error: unknown) => {
        if (error instanceof Cancelled) return undefined;
        throw error;
      }),
  );
  if (text !== undefined) await reports.showText(uri, text, code, groupOf(uri));
}

/** Line and column from 1. Also of a file that is too large to be a document. */
export async function showPlace(uri: Uri, line: number, column: number): Promise<void> {
  await commands.executeCommand('vscode.open', uri, {
    viewColumn: groupOf(uri),
    selection: new Range(line - 1, column - 1, line - 1, column - 1),
  });
}

/** Where the dataset is open, so that the panel stays in sight. */
function groupOf(uri: Uri): ViewColumn {
  const group = window.tabGroups.all.find(({ tabs }) => tabs.some(({ input }) => isOf(input, uri)));
  return group?.viewColumn ?? ViewColumn.One;
}

function isOf(input: unknown, uri: Uri): boolean {
  return typeof input === 'object' && input !== null && 'uri' in input && String(input.uri) === uri.toString();
}
