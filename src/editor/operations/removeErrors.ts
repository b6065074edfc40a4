/** "Remove Rows with Errors…" asks first: many rows need a fix, not a bin. */
import { access } from 'node:fs/promises';
import { window, type TextDocument } from 'vscode';
import type { DatasetFile } from '../datasetFile.ts';
import { removalWords } from './removalWords.ts';
import type { Summary } from './summary.ts';

type Removal = {
  dataset: DatasetFile;
  /** Undefined for a file too large for the editor, which has no safe fixes to offer. */
  document: TextDocument | undefined;
  summary: Summary;
  path: string;
  /** Where `fix` writes the text with the safe fixes made, if there are any. */
  fixed: string;
  fix: (path: string) => Promise<unknown>;
  checkAgain: (path: string) => Promise<Summary>;
};

type Answer = { kind: 'remove' } | { kind: 'fix'; nLeft: number };

const FIX = 'Fix Safe Problems First';
const REMOVE = 'Remove';

/** Undefined: the user thought better of it. A dataset without errors is asked nothing about. */
export async function askRemoval(removal: Removal): Promise<Answer | undefined> {
  const { dataset, document, summary } = removal;
  const nRemoved = nWithErrors(summary);
  if (nRemoved === 0) return { kind: 'remove' };
  const nLeft = document === undefined ? nRemoved : await nLeftByFixes(removal, nRemoved);
  const nMended = nRemoved - nLeft;
  const { question, detail } = removalWords(dataset.name, summary.rows, nRemoved, nMended);
  const ways = nMended > 0 ? [FIX, REMOVE] : [REMOVE];
  const answer = await window.showWarningMessage(question, { modal: true, detail }, ...ways);
  if (answer === FIX) return { kind: 'fix', nLeft };
  return answer === REMOVE ? { kind: 'remove' } : undefined;
}

async function nLeftByFixes({ path, fixed, fix, checkAgain }: Removal, nRemoved: number): Promise<number> {
  await fix(path);
  const isWritten = await access(fixed).then(
    () => true,
    () => false,
  );
  return isWritten ? nWithErrors(await checkAgain(fixed)) : nRemoved;
}

const nWithErrors = ({ outputs }: Summary): number =>
  outputs.reduce((n, { what, rows }) => n + (what === undefined ? 0 : rows), 0);
