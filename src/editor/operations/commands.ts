/** The commands that make datasets from datasets, as the palette and the menus run them: the work is done by the command line in a child process. */
import { commands, ProgressLocation, Uri, window } from 'vscode';
import { basename, join } from 'node:path';
import { besidePath } from '../../common/besidePath.ts';
import type { FormatId } from '../../dataset/formats.ts';
import { checkFlags, readFlags } from '../checkFlags.ts';
import { Cancelled, runCliChild } from '../cliChild.ts';
import { chooseDataset, type DatasetFile } from '../datasetFile.ts';
import type { FileFormats } from '../fileFormats.ts';
import { nodeRuntime } from '../nodeRuntime.ts';
import { readSettings, type Settings } from '../settings.ts';
import { withDatasetPath } from '../unsavedText.ts';
import { documentAt, replaceText } from './editDocument.ts';
import { askColumns, chooseCsv } from './importCsv.ts';
import { OPERATIONS, type Operation, type OperationId } from './list.ts';
import { askFlags, askOthers, type Flags } from './questions.ts';
import { fixedWords } from './removalWords.ts';
import { askRemoval } from './removeErrors.ts';
import { readSummary, summaryWords, type Summary } from './summary.ts';
import { folderFor, moveBeside, withWorkFolder } from './workFolder.ts';

/** `selected`: all files that were selected in the explorer. */
export type RunOperation = (called: Uri | undefined, selected: readonly Uri[]) => Promise<void>;

export function operationCommands(storage: Uri, formats: FileFormats): { id: OperationId; run: RunOperation }[] {
  return OPERATIONS.map((operation) => ({
    id: operation.id,
    run: (called, selected) =>
      start(operation, called, selected, { storage, formats }).catch((error: unknown) => {
        if (!(error instanceof Cancelled)) throw error;
      }),
  }));
}

async function start(
  operation: (typeof OPERATIONS)[number],
  called: Uri | undefined,
  selected: readonly Uri[],
  { storage, formats }: { storage: Uri; formats: FileFormats },
): Promise<void> {
  const title = operation.title.replace('…', '');
  const dataset = operation.from === 'csv' ? await chooseCsv(called) : await chooseNamed(called ?? jsonShown());
  if (dataset === undefined) return;
  const document = operation.result === 'edit' ? await documentAt(dataset.uri) : undefined;
  const others = operation.id === 'merge' ? await chooseOthers(title, dataset, selected) : [];
  const format = commonFormat([dataset, ...(others ?? [])], formats);
  const run = (args: readonly string[]): Promise<Summary> => runCommand(operation, dataset, { args, format, title });
  const flags = others === undefined ? undefined : await flagsOf(operation, dataset, title, run, storage);
  if (others === undefined || flags === undefined) return;
  // The document's own text: what the file says on disk may have other line ends, or be older.
  const version = document?.version ?? 0;
  const source = document === undefined ? dataset : { ...dataset, unsavedText: document.getText() };
  await withDatasetPaths([source, ...others], storage, (paths) =>
    withWorkFolder(storage, async (folder) => {
      const out = operation.id === 'split' ? folder : join(folder, basename(nameOf(operation, dataset)));
      const aside = asideFlags(operation.id, (word) => join(folder, basename(besidePath(dataset.path, word))));
      const summary = await run([...paths, ...flags, '--out', out, ...aside]);
      if (operation.id === 'removeErrors') {
        const fixed = join(folder, basename(besidePath(dataset.path, 'fixed')));
        const checkAgain = (path: string): Promise<Summary> =>
          run([path, '--out', `${out}.again`, '--removed', `${out}.removed`]);
        const fix = (path: string): Promise<unknown> => runFix(dataset, [path, '--out', fixed], format);
        const answer = await askRemoval({ dataset, document, summary, path: paths[0]!, fixed, fix, checkAgain });
        if (answer?.kind === 'fix' && document !== undefined) {
          await replaceText(document, version, fixed);
          void window.showInformationMessage(fixedWords(dataset.name, answer.nLeft));
        }
        if (answer?.kind !== 'remove') return;
      }
      const kept = document === undefined ? [] : summary.outputs.filter((output) => output.path === out);
      const moved = summary.outputs.filter((output) => !kept.includes(output));
      const target = folderFor(dataset);
      const made = await moveBeside(
        moved.map((output) => ({ from: output.path, to: join(target, basename(output.path)) })),
      );
      const isChanged = document !== undefined && (await replaceText(document, version, out));
      if (document === undefined) for (const uri of made) await showFile(uri);
      const names = summary.outputs.map((output) => nameAt(made[moved.indexOf(output)]));
      const told = { id: operation.id, name: dataset.name, names, isUnchanged: document !== undefined && !isChanged };
      const words = summaryWords(told, summary);
      // People know the files by their names.
      void window.showInformationMessage(paths.reduce((text, path) => text.replaceAll(path, basename(path)), words));
    }),
  );
}

/** A document that was never saved has no ending by which its results would be known. */
export async function chooseNamed(called: Uri | undefined): Promise<DatasetFile | undefined> {
  const dataset = await chooseDataset(called);
  return dataset === undefined || dataset.uri.scheme === 'file'
    ? dataset
    : { ...dataset, path: `${dataset.path}.jsonl` };
}

/** Where rows go that the result cannot have. */
function asideFlags(id: OperationId, pathFor: (word: string) => string): readonly string[] {
  if (id === 'removeErrors' || id === 'toJson') return ['--removed', pathFor('errors')];
  return id === 'importCsv' ? ['--removed', pathFor('rejected')] : [];
}

const nameAt = (uri: Uri | undefined): string | undefined => (uri === undefined ? undefined : basename(uri.fsPath));

function nameOf({ names }: Operation, { path }: DatasetFile): string {
  const [{ word, ending } = {}] = names;
  return besidePath(path, word, ending);
}

/** A large file is shown, though no extension gets its document. */
export const showFile = (uri: Uri): Thenable<unknown> =>
  commands.executeCommand('vscode.open', uri, { preview: false });

/** A JSON array is a dataset, too, but no document of our languages. */
export function jsonShown(): Uri | undefined {
  const document = window.activeTextEditor?.document;
  return document?.languageId === 'json' ? document.uri : undefined;
}

async function flagsOf(
  { id }: (typeof OPERATIONS)[number],
  dataset: DatasetFile,
  title: string,
  run: (args: readonly string[]) => Promise<Summary>,
  storage: Uri,
): Promise<Flags> {
  if (id !== 'importCsv') return askFlags(id, title);
  // --force: names that are taken get a number, later.
  return askColumns(title, () => withDatasetPath(dataset, storage, (path) => run([path, '--dry-run', '--force'])));
}

/** What is merged with the first dataset; undefined when the user chose none. */
async function chooseOthers(
  title: string,
  first: DatasetFile,
  selected: readonly Uri[],
): Promise<DatasetFile[] | undefined> {
  const others = selected.filter((uri) => uri.toString() !== first.uri.toString());
  const chosen = others.length > 0 ? others : await askOthers(title, first.uri);
  const files = await Promise.all((chosen ?? []).map((uri) => chooseDataset(uri)));
  return chosen === undefined ? undefined : files.filter((file) => file !== undefined);
}

/** As withDatasetPath, for several. */
function withDatasetPaths<T>(
  datasets: readonly DatasetFile[],
  storage: Uri,
  work: (paths: readonly string[]) => Promise<T>,
): Promise<T> {
  const [first, ...rest] = datasets;
  if (first === undefined) return work([]);
  return withDatasetPath(first, storage, (path) => withDatasetPaths(rest, storage, (paths) => work([path, ...paths])));
}

/** What the user chose for the file, or for all of several alike. */
function commonFormat(files: readonly DatasetFile[], formats: FileFormats): FormatId | undefined {
  const [first, ...others] = files.map(({ uri }) => formats.get(uri));
  return others.every((format) => format === first) ? first : undefined;
}

/** Commands that read fields take the workspace's own columns and the format that was chosen; the one that checks takes what a check does. */
function settingFlags(command: string, settings: Settings, format: FormatId | undefined): string[] {
  if (command === 'clean') return checkFlags({ ...settings, format });
  return READ_FIELDS.has(command) ? readFlags({ ...settings, format }) : [];
}

const READ_FIELDS: ReadonlySet<string> = new Set(['dedupe', 'split', 'merge']);

function runCommand(
  { command }: Operation,
  dataset: DatasetFile,
  { args, format, title }: { args: readonly string[]; format: FormatId | undefined; title: string },
): Promise<Summary> {
  const settings = readSettings(dataset.uri);
  const all = [command, ...args, ...settingFlags(command, settings, format), '--json'];
  const location = ProgressLocation.Notification;
  return Promise.resolve(
    window.withProgress({ location, title: `${title}: ${dataset.name}`, cancellable: true }, async (_progress, token) =>
      readSummary((await runCliChild(all, nodeRuntime(settings), token)).stdout),
    ),
  );
}

/** The safe fixes, as the editor makes them; nothing is written where there are none. */
function runFix({ name, uri }: DatasetFile, args: readonly string[], format: FormatId | undefined): Promise<unknown> {
  const settings = readSettings(uri);
  const all = ['fix', ...args, ...readFlags({ ...settings, format }), '--json'];
  const location = ProgressLocation.Notification;
  return Promise.resolve(
    window.withProgress({ location, title: `Looking for fixes in ${name}`, cancellable: true }, (_progress, token) =>
      runCliChild(all, nodeRuntime(settings), token, [0, 1]),
    ),
  );
}
