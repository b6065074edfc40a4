/** Going from row to row: the cursor of the document's editor moves, and whatever follows it shows the row. */
import { Position, Range, Selection, TextEditorRevealType, window, type TextDocument, type TextEditor } from 'vscode';
import type { RowPlace } from '../protocol/rowRequests.ts';
import type { RowRequests } from './rowRequests.ts';

export type Step = 'next' | 'previous' | 'problem';

/** The editor that shows a document: the one in front before others. */
export function editorOf(document: TextDocument): TextEditor | undefined {
  const { activeTextEditor, visibleTextEditors } = window;
  if (activeTextEditor?.document === document) return activeTextEditor;
  return visibleTextEditors.find((editor) => editor.document === document);
}

/** Puts the cursor on a row of the document, if an editor shows it. The keyboard stays where it is. */
export function moveTo(document: TextDocument, { line, column }: { line: number; column: number }): void {
  const editor = editorOf(document);
  if (editor === undefined) return;
  const place = new Position(line, column);
  editor.selection = new Selection(place, place);
  editor.revealRange(new Range(place, place), TextEditorRevealType.InCenterIfOutsideViewport);
}

/** From the cursor of an editor; says where there is no such row. */
export async function stepFromCursor(editor: TextEditor, to: Step, requests: RowRequests): Promise<void> {
  const { document, selection } = editor;
  const here: RowPlace = { line: selection.active.line, character: selection.active.character };
  const current = await requests.row(document, here, 0);
  const from = current.kind === 'row' ? current.view.row : 0;
  const answer = await requests.row(document, { from, to }, 0);
  if (answer.kind === 'row') moveTo(document, answer.view.start);
  else window.setStatusBarMessage(noSuchRow(to), 3000);
}

export function noSuchRow(to: Step): string {
  if (to === 'problem') return 'No row has a problem.';
  return to === 'next' ? 'This is the last row.' : 'This is the first row.';
}
