/**
 * "Check Dataset": the checker in a child process, reading from disk, for files that the editor never hands to extensions (over 50 MB)
 * and for those nobody has open. A document that the language server serves has its problems already: they are not published twice.
 */
import {
  Diagnostic,
  DiagnosticSeverity,
  languages,
  ProgressLocation,
  Range,
  Uri,
  window,
  workspace,
  commands,
} from 'vscode';
import { DisposableList, type Disposable } from '../common/lifetime.ts';
import { PRODUCT } from '../common/product.ts';
import type { Severity } from '../dataset/problem.ts';
import { formatCount } from '../protocol/trainingWords.ts';
import { useColumns } from './chooseFormat.ts';
import { briefOf } from './brief.ts';
import { checkFlags } from './checkFlags.ts';
import { checkWords, readCheckReport, type CheckedFile } from './checkReport.ts';
import { Cancelled, runCliChild } from './cliChild.ts';
import { chooseDataset, type DatasetFile } from './datasetFile.ts';
import type { FileFormats } from './fileFormats.ts';
import { nodeRuntime } from './nodeRuntime.ts';
import type { ServedDocuments } from './servedDocuments.ts';
import { readSettings } from './settings.ts';
import { columnWords } from './statusWords.ts';
import { withDatasetPath } from './unsavedText.ts';

/** The editor keeps 1,000 a file; one of ours says how many more there are. */
const MAX_PUBLISHED = 900;

export type DatasetCheck = Disposable & { run(called: Uri | undefined): Promise<void> };

export function createDatasetCheck(storage: Uri, served: ServedDocuments, formats: FileFormats): DatasetCheck {
  const owned = new DisposableList();
  const published = owned.add(languages.createDiagnosticCollection(`${PRODUCT.command}-check`));
  // What was found on disk is void once the file changes, and the language server's business once that serves it.
  served.onDidAdd = (uri) => published.delete(uri);
  owned.add(workspace.onDidChangeTextDocument(({ document }) => published.delete(document.uri)));
  return {
    async run(called) {
      const dataset = await chooseDataset(called);
      if (dataset === undefined) return;
      const file = await check(dataset, storage, formats).catch((error: unknown) => {
        if (error instanceof Cancelled) return undefined;
        throw error;
      });
      if (file === undefined) return;
      if (served.has(dataset.uri)) published.delete(dataset.uri);
      else published.set(dataset.uri, diagnostics(file));
      await report(dataset, file);
    },
    dispose: () => owned.dispose(),
  };
}

function check(dataset: DatasetFile, storage: Uri, formats: FileFormats): Promise<CheckedFile> {
  const settings = readSettings(dataset.uri);
  const flags = checkFlags({ ...settings, format: formats.get(dataset.uri) });
  return withDatasetPath(dataset, storage, (path) =>
    Promise.resolve(
      window.withProgress(
        { location: ProgressLocation.Notification, title: `Checking ${dataset.name}`, cancellable: true },
        async (_progress, token) => {
          // The path may be that of a copy: the brief is the one beside the dataset itself.
          const brief = await briefOf(dataset.uri);
          const args = [
            ...['check', path, '--json', ...flags],
            ...(brief === undefined ? ['--no-brief'] : ['--brief', brief.path]),
          ];
          return readCheckReport((await runCliChild(args, nodeRuntime(settings), token, [0, 1])).stdout);
        },
      ),
    ),
  );
}

const SEVERITY: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

/** Errors first, at most MAX_PUBLISHED, then one that says how many are left. */
function diagnostics({ problems }: CheckedFile): Diagnostic[] {
  const sorted = problems.toSorted((a, b) => SEVERITY[a.severity] - SEVERITY[b.severity]);
  const shown = sorted.slice(0, MAX_PUBLISHED).map(({ code, severity, message, range }) => {
    const { startLine, startColumn, endLine, endColumn } = range;
    const diagnostic = new Diagnostic(
      new Range(startLine, startColumn, endLine, endColumn),
      message,
      SEVERITY[severity],
    );
    diagnostic.source = PRODUCT.command;
    diagnostic.code = code;
    return diagnostic;
  });
  const left = problems.length - shown.length;
  if (left > 0)
    shown.push(
      new Diagnostic(
        new Range(0, 0, 0, 0),
        `${formatCount(left)} more problems are not listed here; "${PRODUCT.command} check" on the command line lists all.`,
        DiagnosticSeverity.Information,
      ),
    );
  return shown;
}

const SHOW_PROBLEMS = 'Show problems';
const USE_COLUMNS = 'Use these columns';

async function report({ name, uri }: DatasetFile, file: CheckedFile): Promise<void> {
  const text = checkWords(name, file);
  if (file.problems.length === 0) {
    void window.showInformationMessage(text);
    return;
  }
  const columns = file.suggestedColumns;
  const offer = columns === undefined ? '' : ` It could be read with ${columnWords(columns)}.`;
  const choice = await window.showWarningMessage(
    text + offer,
    ...(columns === undefined ? [] : [USE_COLUMNS]),
    SHOW_PROBLEMS,
  );
  if (choice === USE_COLUMNS && columns !== undefined) await useColumns(uri, columns);
  if (choice === SHOW_PROBLEMS) await commands.executeCommand('workbench.actions.view.problems');
}
