/** "Import CSV…": which file, and which field each column is, as the columns' names suggest it. */
import { basename } from 'node:path';
import { window, workspace, type Uri } from 'vscode';
import { describeError, UserError } from '../../common/errors.ts';
import { formatColumns } from '../../dataset/columns.ts';
import { parseColumns } from '../../recipe/columns.ts';
import type { DatasetFile } from '../datasetFile.ts';
import { askText, type Flags } from './questions.ts';
import type { Summary } from './summary.ts';

const CSV = /\.(csv|tsv|tab|txt)$/i;

/** The file a command was called on, the one that is shown, or one that the user picks. */
export async function chooseCsv(called: Uri | undefined): Promise<DatasetFile | undefined> {
  const shown = window.activeTextEditor?.document.uri;
  const uri = called ?? (shown !== undefined && /\.(csv|tsv)$/i.test(shown.path) ? shown : await pickCsv());
  if (uri === undefined) return undefined;
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  const path = CSV.test(uri.fsPath) ? uri.fsPath : `${uri.fsPath}.csv`;
  return { uri, name: basename(uri.fsPath), path, unsavedText: open?.isDirty === true ? open.getText() : undefined };
}

async function pickCsv(): Promise<Uri | undefined> {
  const chosen = await window.showOpenDialog({ title: 'Import CSV', filters: { Tables: ['csv', 'tsv', 'txt'] } });
  return chosen?.[0];
}

/** `tryOut`: what an import would give without a mapping. */
export async function askColumns(title: string, tryOut: () => Promise<Summary>): Promise<Flags> {
  const { columns, complaint } = await tryOut().then(
    (summary) => ({ columns: summary.columns, complaint: undefined }),
    (error: unknown) => {
      // Columns that say nothing by themselves: their names are in the message.
      if (error instanceof UserError) return { columns: {}, complaint: describeError(error) };
      throw error;
    },
  );
  if (columns === undefined) return [];
  const text = await askText(
    title,
    complaint ?? 'COLUMN=FIELD of each column that has another name than its field, divided by commas',
    formatColumns(columns),
    (input) => complaintOf(input),
  );
  return text === undefined ? undefined : text === '' ? [] : ['--columns', text];
}

function complaintOf(text: string): string | undefined {
  if (text === '') return undefined;
  try {
    parseColumns(text);
    return undefined;
  } catch (error) {
    return describeError(error);
  }
}
