/** What a command asks before it runs, as flags of the command line. Escape in any question means no. */
import { QuickPickItemKind, window, workspace, type QuickPickItem, type Uri } from 'vscode';
import { parseAmount } from '../../dataset/operations/amount.ts';
import { describeError } from '../../common/errors.ts';
import type { OperationId } from './list.ts';

/** Undefined: the user thought better of it. */
export type Flags = readonly string[] | undefined;

export function askFlags(id: OperationId, title: string): Promise<Flags> {
  switch (id) {
    case 'dedupe':
      return askDuplicates(title);
    case 'shuffle':
      return askSeed(title);
    case 'sort':
      return askOrder(title);
    case 'split':
      return askAmountAndSeed(title, '--validation', '0.1', 'Rows kept back for validation');
    case 'sample':
      return askAmountAndSeed(title, '--rows', '100', 'Rows to draw');
    case 'removeErrors':
    case 'joinLines':
    case 'merge':
    case 'toJsonl':
    case 'toJson':
    case 'importCsv':
      return Promise.resolve([]);
  }
}

type Choice = QuickPickItem & { flags: readonly string[] };

async function pick(title: string, placeHolder: string, items: readonly Choice[]): Promise<Flags> {
  return (await window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true }))?.flags;
}

const askDuplicates = (title: string): Promise<Flags> =>
  pick(title, 'Which rows are left out?', [
    { label: 'Rows equal to an earlier one', description: 'white space aside', flags: [] },
    { label: 'Rows that ask what an earlier one asks', description: 'whatever they answer', flags: ['--prompt'] },
    {
      label: 'Rows that ask what a later one asks',
      description: 'the last answer stays',
      flags: ['--prompt', '--keep', 'last'],
    },
  ]);

async function askSeed(title: string): Promise<Flags> {
  const seed = await askText(title, 'Seed: the same number gives the same result', '0', (text) =>
    /^\d{1,9}$/.test(text) ? undefined : 'Enter a whole number from 0.',
  );
  return seed === undefined ? undefined : ['--seed', seed];
}

async function askOrder(title: string): Promise<Flags> {
  const separator = { label: '', kind: QuickPickItemKind.Separator, flags: [] };
  const flags = await pick(title, 'In which order?', [
    { label: 'Shortest first', description: 'by the characters of all texts of a row', flags: [] },
    { label: 'Longest first', flags: ['--descending'] },
    separator,
    { label: 'By a field, smallest first…', flags: ['--field'] },
    { label: 'By a field, largest first…', flags: ['--descending', '--field'] },
  ]);
  if (flags?.at(-1) !== '--field') return flags;
  const field = await askText(title, 'The field; a.b is b within a', '', (text) =>
    text === '' ? 'Enter the name of a field.' : undefined,
  );
  return field === undefined ? undefined : [...flags, field];
}

async function askAmountAndSeed(title: string, flag: string, value: string, prompt: string): Promise<Flags> {
  const amount = await askText(title, `${prompt}: a share (0.1 or 10%) or a count (200)`, value, (text) => {
    try {
      parseAmount(text, prompt);
      return undefined;
    } catch (error) {
      return describeError(error);
    }
  });
  if (amount === undefined) return undefined;
  const seed = await askSeed(title);
  return seed === undefined ? undefined : [flag, amount, ...seed];
}

/** Trimmed. */
export async function askText(
  title: string,
  prompt: string,
  value: string,
  complaint: (text: string) => string | undefined,
): Promise<string | undefined> {
  const text = await window.showInputBox({
    ...{ title, prompt, value, ignoreFocusOut: true },
    validateInput: (input) => complaint(input.trim()),
  });
  return text?.trim();
}

const MAX_OFFERED = 500;

/** Other datasets of the workspace to merge with the first; undefined when none was chosen. */
export async function askOthers(title: string, first: Uri): Promise<Uri[] | undefined> {
  const found = await workspace.findFiles('**/*.{jsonl,json}', '**/{node_modules,.tunewright,.vscode}/**', MAX_OFFERED);
  const items = found
    .filter(
      (uri) =>
        uri.toString() !== first.toString() && !/(package|tsconfig|lock|\.tune|\.brief)[^/]*\.json$/.test(uri.path),
    )
    .map((uri) => ({ label: workspace.asRelativePath(uri), uri }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const chosen = await window.showQuickPick(items, {
    ...{ title, canPickMany: true, ignoreFocusOut: true },
    placeHolder: `Merge ${workspace.asRelativePath(first)} with…`,
  });
  return chosen === undefined || chosen.length === 0 ? undefined : chosen.map(({ uri }) => uri);
}
