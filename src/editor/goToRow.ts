/** "Go to Row": a question for a number. A row is a line, or an element of a JSON array. */
import { window } from 'vscode';
import { mayHaveRows, type RowRequests } from './rowRequests.ts';
import { moveTo } from './rowSteps.ts';

export async function goToRow(requests: RowRequests): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document === undefined || !mayHaveRows(document)) return;
  const first = await requests.row(document, { row: 1 }, 0);
  if (first.kind !== 'row') {
    window.setStatusBarMessage('This file has no rows.', 3000);
    return;
  }
  const { nRows } = first.view;
  const isRow = (text: string): boolean => /^\s*[1-9]\d{0,9}\s*$/.test(text) && Number(text) <= nRows;
  const answer = await window.showInputBox({
    title: 'Go to Row',
    prompt: `A row from 1 to ${nRows}`,
    validateInput: (text) => (isRow(text) ? undefined : `Enter a number from 1 to ${nRows}.`),
  });
  if (answer === undefined) return;
  const found = await requests.row(document, { row: Number(answer) }, 0);
  if (found.kind === 'row') moveTo(document, found.view.start);
}
