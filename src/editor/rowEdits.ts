/** Writes an edit of the preview into the document: one step that can be undone, of the characters that changed. */
import { commands, Range, ViewColumn, window, workspace, WorkspaceEdit, type TextDocument } from 'vscode';
import type { Path } from '../dataset/columns.ts';
import { editRow, type RowEdit } from '../dataset/rowEdit.ts';
import type { PreviewEdit, RowView } from '../protocol/rowPreview.ts';
import { rowRanges } from '../rules/rowRanges.ts';
import { editorOf } from './rowSteps.ts';

/** The row's text in the document as the view's version has it. Line ends are "\n", as rows are read. */
export function rowText(document: TextDocument, { start, end }: RowView): string {
  return document.getText(new Range(start.line, start.column, end.line, end.column)).replaceAll('\r\n', '\n');
}

/** `row`: of the document's version as it is now. Undefined when it is written; else why it is not. */
export async function writeEdit(document: TextDocument, row: RowView, edit: PreviewEdit): Promise<string | undefined> {
  const text = rowText(document, row);
  const change = editRow(text, rowEditOf(edit));
  if (change === undefined) return undefined;
  if (change === 'no-place') return 'The row has no such text any more. What you wrote is kept here.';
  const { startLine, startColumn, endLine, endColumn } = rowRanges()(text, change, row.start);
  const edits = new WorkspaceEdit();
  edits.replace(document.uri, new Range(startLine, startColumn, endLine, endColumn), change.text);
  return (await workspace.applyEdit(edits))
    ? undefined
    : 'The editor did not take the edit: the file may be read-only. What you wrote is kept here.';
}

/** The editor undoes in the document that has the keyboard, so that one gets it. */
export async function undoIn(document: TextDocument, change: 'undo' | 'redo'): Promise<void> {
  const viewColumn = editorOf(document)?.viewColumn ?? ViewColumn.One;
  await window.showTextDocument(document, { viewColumn });
  await commands.executeCommand(change);
}

function rowEditOf(edit: PreviewEdit): RowEdit {
  const path = (key: string): Path => JSON.parse(key) as Path;
  if (edit.kind === 'add') return { kind: 'add', list: path(edit.list), index: edit.index, role: edit.role };
  const { key, ...rest } = edit;
  return { ...rest, path: path(key) };
}
