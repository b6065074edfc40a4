/** Commands about the brief of a dataset: open it, begin one, and take its system prompt. */
import { basename } from 'node:path';
import { env, Uri, ViewColumn, window, workspace } from 'vscode';
import { errors } from '../common/errors.ts';
import { readBrief, type BriefReading } from '../dataset/brief/read.ts';
import { findBrief, textOnDisk, type BriefFile } from '../dataset/brief/find.ts';
import { BRIEF_ENDING, newBriefPath } from '../dataset/brief/names.ts';
import { systemPromptOf } from '../dataset/brief/systemPrompt.ts';
import { writeOnlyNew } from '../dataset/starters/writeNew.ts';
import { BLANK_BRIEF, briefText } from '../dataset/starters/newDataset.ts';
import { readStarter, STARTERS } from '../dataset/starters/starters.ts';
import { chooseDataset } from './datasetFile.ts';

/** The brief that a dataset on disk has, with the unsaved edits of an open one. */
export async function briefOf(dataset: Uri): Promise<BriefFile | undefined> {
  if (dataset.scheme !== 'file') return undefined;
  const root = workspace.getWorkspaceFolder(dataset)?.uri.fsPath;
  return findBrief(dataset.fsPath, root, (path) => {
    const open = workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === path);
    return open === undefined ? textOnDisk(path) : Promise.resolve(open.getText());
  });
}

export async function openBrief(called: Uri | undefined): Promise<void> {
  const dataset = await chooseDataset(called);
  if (dataset === undefined) return;
  if (dataset.uri.scheme !== 'file') throw errors.briefNeedsFile(dataset.name);
  const found = await briefOf(dataset.uri);
  const path = found?.path ?? (await createBrief(dataset.path));
  if (path !== undefined) await window.showTextDocument(Uri.file(path), { viewColumn: ViewColumn.Beside });
}

/** Asks what to begin with; undefined when the user rather has none. */
async function createBrief(dataset: string): Promise<string | undefined> {
  const path = newBriefPath(dataset);
  const starters = STARTERS.map(({ id, name, about }) => ({
    label: `Like ${name.toLowerCase()}`,
    description: about,
    id,
  }));
  const blank = { label: 'Empty', description: 'no tasks yet, nothing ruled out', id: undefined };
  const choice = await window.showQuickPick([blank, ...starters], {
    title: `${basename(dataset)} has no brief`,
    placeHolder: `Create ${basename(path)} from`,
    ignoreFocusOut: true,
  });
  if (choice === undefined) return undefined;
  const brief = choice.id === undefined ? BLANK_BRIEF : (await readStarter(choice.id)).brief;
  await writeOnlyNew(path, briefText(brief));
  return path;
}

export async function copySystemPrompt(called: Uri | undefined): Promise<void> {
  const named = await chosenBrief(called);
  if (named === undefined) return;
  const { path, brief, problems } = named;
  const [first] = problems;
  if (brief === undefined)
    throw errors.briefInvalid(`${path}:${(first?.range.startLine ?? 0) + 1}`, first?.message ?? '');
  await env.clipboard.writeText(systemPromptOf(brief));
  window.showInformationMessage(`The system prompt of ${basename(path)} is on the clipboard.`);
}

/** The brief that was clicked or is in front, else that of a dataset. */
async function chosenBrief(called: Uri | undefined): Promise<(BriefReading & { path: string }) | undefined> {
  const uri = called ?? window.activeTextEditor?.document.uri;
  if (uri?.path.endsWith(BRIEF_ENDING) === true) {
    const document = await workspace.openTextDocument(uri);
    return { ...readBrief(document.getText()), path: uri.fsPath };
  }
  const dataset = await chooseDataset(called);
  if (dataset === undefined) return undefined;
  const brief = await briefOf(dataset.uri);
  if (brief === undefined) throw errors.noBrief(dataset.name, basename(newBriefPath(dataset.path)));
  return brief;
}
