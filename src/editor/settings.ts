/** The user's settings, read in one place; their list is in package.json (`contributes.configuration`). */
import { resolve } from 'node:path';
import { ConfigurationTarget, workspace, type TextDocument, type Uri } from 'vscode';

const SECTION = 'tunewright';

export type Settings = {
  /** `embedded` or the path of a model folder; one that is relative is meant from the workspace folder. */
  baseModel: string;
  columns: Readonly<Record<string, string>>;
  /** Code of a rule -> how severe its problems are, or `off`. */
  rules: Readonly<Record<string, string>>;
  /** Trainers that datasets are meant for. */
  targets: readonly string[];
  /** Undefined: let us choose. */
  threads: number | undefined;
  nodePath: string | undefined;
};

export function readSettings(scope?: Uri | TextDocument): Settings {
  const configuration = workspace.getConfiguration(SECTION, scope ?? null);
  const threads = configuration.get<unknown>('threads');
  const nodePath = configuration.get<unknown>('nodePath');
  const targets = configuration.get<unknown>('targets');
  const baseModel = configuration.get<unknown>('baseModel');
  return {
    baseModel: typeof baseModel === 'string' ? basePath(baseModel.trim(), folderOf(scope)) : 'embedded',
    columns: textEntries(configuration.get<unknown>('columns')),
    rules: textEntries(configuration.get<unknown>('rules')),
    targets: Array.isArray(targets) ? targets.filter((target) => typeof target === 'string') : [],
    threads: typeof threads === 'number' && Number.isInteger(threads) && threads > 0 ? threads : undefined,
    nodePath: typeof nodePath === 'string' && nodePath.trim() !== '' ? nodePath.trim() : undefined,
  };
}

function basePath(base: string, folder: string | undefined): string {
  if (base === '' || base === 'embedded') return 'embedded';
  return folder === undefined ? base : resolve(folder, base);
}

/** The workspace folder that a setting is read for: the scope's own, else the first. */
function folderOf(scope: Uri | TextDocument | undefined): string | undefined {
  const uri = scope !== undefined && 'uri' in scope ? scope.uri : scope;
  const folder = uri === undefined ? undefined : workspace.getWorkspaceFolder(uri);
  return (folder ?? workspace.workspaceFolders?.[0])?.uri.fsPath;
}

/** Settings come from files that people write: whatever is not a text is left out. */
function textEntries(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** Changes a setting where it is kept for a file: in the settings of the folder that holds it, else in the user's. */
export async function saveSetting(uri: Uri, name: 'columns' | 'rules' | 'baseModel', value: unknown): Promise<void> {
  await workspace.getConfiguration(SECTION, uri).update(name, value, settingTarget(uri));
}

export function settingTarget(uri: Uri): ConfigurationTarget {
  if (workspace.getWorkspaceFolder(uri) === undefined) return ConfigurationTarget.Global;
  return (workspace.workspaceFolders?.length ?? 0) > 1
    ? ConfigurationTarget.WorkspaceFolder
    : ConfigurationTarget.Workspace;
}
