/** Which dataset a command is about: the file it was called on, the active editor, or one that the user picks. */
import { basename } from 'node:path';
import { TabInputText, window, workspace, type TextDocument, type Uri } from 'vscode';
import { DATASET_LANGUAGES } from './languageClient.ts';

export type DatasetFile = {
  uri: Uri;
  name: string;
  /** Absolute; for a document that was never saved, the name it goes by. */
  path: string;
  /** Text that is not on disk: the editor's own, of a document with unsaved changes. */
  unsavedText: string | undefined;
};

/** Undefined when the user picked none. */
export async function chooseDataset(called: Uri | undefined): Promise<DatasetFile | undefined> {
  if (called !== undefined) return datasetAt(called);
  const active = window.activeTextEditor?.document;
  if (active !== undefined && isDatasetDocument(active)) return datasetOf(active);
  const shown = largeFileShown();
  if (shown !== undefined) return datasetAt(shown);
  const picked = await pickDataset();
  return picked === undefined ? undefined : datasetAt(picked);
}

function isDatasetDocument(document: TextDocument): boolean {
  const known: readonly string[] = DATASET_LANGUAGES;
  return known.includes(document.languageId) && ['file', 'untitled'].includes(document.uri.scheme);
}

/** A file over 50 MB is shown, but never handed to extensions as a document: only its tab knows of it. */
export function largeFileShown(): Uri | undefined {
  const input = window.activeTextEditor === undefined ? window.tabGroups.activeTabGroup.activeTab?.input : undefined;
  return input instanceof TabInputText && /\.jsonl?$/i.test(input.uri.path) ? input.uri : undefined;
}

export function datasetAt(uri: Uri): DatasetFile {
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  return open === undefined
    ? { uri, name: basename(uri.fsPath), path: uri.fsPath, unsavedText: undefined }
    : datasetOf(open);
}

function datasetOf(document: TextDocument): DatasetFile {
  const unsaved = document.isDirty || document.isUntitled;
  return {
    uri: document.uri,
    name: basename(document.uri.fsPath),
    path: document.uri.fsPath,
    unsavedText: unsaved ? document.getText() : undefined,
  };
}

const MAX_OFFERED = 200;

async function pickDataset(): Promise<Uri | undefined> {
  const found = await workspace.findFiles('**/*.jsonl', '**/{node_modules,.tunewright}/**', MAX_OFFERED);
  const files = found
    .map((uri) => ({ label: workspace.asRelativePath(uri), uri }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const browse = { label: '$(folder-opened) Another file…', uri: undefined };
  const choice = await window.showQuickPick([...files, browse], { title: 'Dataset', placeHolder: 'Choose a dataset' });
  if (choice === undefined || choice.uri !== undefined) return choice?.uri;
  const chosen = await window.showOpenDialog({ title: 'Dataset', filters: { Datasets: ['jsonl', 'json'] } });
  return chosen?.[0];
}
