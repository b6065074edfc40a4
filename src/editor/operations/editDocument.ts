/** Commands whose result is the document itself, changed: one edit that can be undone, with unsaved changes or without. */
import { Range, window, workspace, WorkspaceEdit, type TextDocument, type Uri } from 'vscode';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { errors } from '../../common/errors.ts';
import { lineEdit } from './lineEdit.ts';

/** The document of a file; undefined for one that the editor does not hand to extensions (over 50 MB). */
export async function documentAt(uri: Uri): Promise<TextDocument | undefined> {
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined) return open;
  return Promise.resolve(workspace.openTextDocument(uri)).catch(() => undefined);
}

/** Gives the document a file's text as one edit; false if that is what it says already. Throws UserError `document-changed`. */
export async function replaceText(document: TextDocument, version: number, path: string): Promise<boolean> {
  const text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  if (document.version !== version) throw errors.documentChanged(basename(document.uri.fsPath));
  const found = lineEdit(document.getText(), text);
  if (found === undefined) return false;
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, new Range(document.positionAt(found.start), document.positionAt(found.end)), found.text);
  if (!(await workspace.applyEdit(edit))) throw errors.documentChanged(basename(document.uri.fsPath));
  await window.showTextDocument(document, { preview: false });
  return true;
}
