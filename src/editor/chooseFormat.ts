/** "Choose Dataset Format": another format for the file, a mapping of its columns, or the base model its tokens are counted with. */
import { commands, QuickPickItemKind, window, type QuickPickItem, type Uri } from 'vscode';
import { FORMAT_IDS } from '../dataset/formats.ts';
import type { FileFormats } from './fileFormats.ts';
import { FORMAT_WORDS } from './formatWords.ts';
import type { DatasetClient } from './languageClient.ts';
import { readSettings, saveSetting } from './settings.ts';
import { columnWords } from './statusWords.ts';

type Item = QuickPickItem & { run?: () => Thenable<unknown> };

export async function chooseFormat(uri: Uri, client: DatasetClient, formats: FileFormats): Promise<void> {
  const status = client.statusOf(uri);
  const chosen = formats.get(uri);
  const found = status === undefined || chosen !== undefined ? '' : ` (now ${status.format})`;
  const tick = (isNow: boolean): string => (isNow ? '$(check) ' : '');
  const columns = status?.suggestedColumns;
  const suggested: Item[] =
    columns === undefined
      ? []
      : [
          {
            label: `Read ${columnWords(columns)}`,
            description: 'sets tunewright.columns in this workspace',
            run: () => useColumns(uri, columns),
          },
        ];
  const items: Item[] = [
    ...suggested,
    { label: 'Format', kind: QuickPickItemKind.Separator },
    {
      label: `${tick(chosen === undefined)}Found from the rows${found}`,
      run: () => formats.set(uri, undefined),
    },
    ...FORMAT_IDS.map((id): Item => ({
      label: `${tick(chosen === id)}${id}`,
      description: FORMAT_WORDS[id],
      run: () => formats.set(uri, id),
    })),
    { label: 'Columns', kind: QuickPickItemKind.Separator },
    {
      label: `Map ${columns === undefined ? 'own' : 'other'} columns in the settings…`,
      description: columnWords(readSettings(uri).columns),
      run: () => openSetting('columns'),
    },
    { label: 'Base model', kind: QuickPickItemKind.Separator },
    { label: 'Embedded base model', run: () => saveSetting(uri, 'baseModel', 'embedded') },
    { label: 'Model folder…', description: readSettings(uri).baseModel, run: () => chooseModel(uri) },
  ];
  const choice = await window.showQuickPick<Item>(items, {
    title: 'Dataset Format',
    placeHolder: 'How the rows of this file are read',
    matchOnDescription: true,
  });
  await choice?.run?.();
}

/** Beside those that are mapped already. */
export function useColumns(uri: Uri, columns: Readonly<Record<string, string>>): Promise<void> {
  return saveSetting(uri, 'columns', { ...readSettings(uri).columns, ...columns });
}

const openSetting = (name: string): Thenable<unknown> =>
  commands.executeCommand('workbench.action.openSettings', `tunewright.${name}`);

async function chooseModel(uri: Uri): Promise<void> {
  const folder = await window.showOpenDialog({
    title: 'Model folder',
    openLabel: 'Use this model',
    canSelectFolders: true,
    canSelectFiles: false,
  });
  if (folder?.[0] !== undefined) await saveSetting(uri, 'baseModel', folder[0].fsPath);
}
