/** "New Instruction Dataset": from what was decided to a dataset and its brief, both open, side by side. */
import { basename } from 'node:path';
import { FileType, Uri, ViewColumn, window, workspace } from 'vscode';
import { exampleWords, newDataset } from '../dataset/starters/newDataset.ts';
import { newPaths, writeNew } from '../dataset/starters/writeNew.ts';
import { askNewDataset, TITLE } from './newDatasetSteps.ts';

/** `called`: the folder that was clicked. Nothing is written before the last question is answered. */
export async function createNewDataset(called: Uri | undefined): Promise<void> {
  const choices = await askNewDataset(await folderAt(called));
  if (choices === undefined) return;
  const folder = choices.folder ?? (await askFolder());
  if (folder === undefined) return;
  const paths = newPaths(folder, choices.name);
  const texts = newDataset(choices.starter, choices.decisions);
  await writeNew(paths, texts);
  await window.showTextDocument(Uri.file(paths.dataset), { viewColumn: ViewColumn.One, preview: false });
  await window.showTextDocument(Uri.file(paths.brief), {
    viewColumn: ViewColumn.Beside,
    preview: false,
    preserveFocus: true,
  });
  const words = exampleWords(texts);
  if (words !== undefined) void window.showInformationMessage(`${basename(paths.dataset)}: ${words}`);
}

async function folderAt(uri: Uri | undefined): Promise<string | undefined> {
  if (uri?.scheme !== 'file') return undefined;
  const { type } = await workspace.fs.stat(uri);
  return type === FileType.Directory ? uri.fsPath : Uri.joinPath(uri, '..').fsPath;
}

async function askFolder(): Promise<string | undefined> {
  const chosen = await window.showOpenDialog({
    title: TITLE,
    openLabel: 'Create here',
    canSelectFolders: true,
    canSelectFiles: false,
  });
  return chosen?.[0]?.fsPath;
}
