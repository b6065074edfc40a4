/** The user's settings, read in one place; their list is in package.json (`contributes.configuration`). */
import { workspace, type ConfigurationScope } from 'vscode';

const SECTION = 'tunewright';

export type Settings = {
  /** `embedded` or the path of a model folder. */
  baseModel: string;
  columns: Readonly<Record<string, string>>;
  /** Undefined: let us choose. */
  threads: number | undefined;
  nodePath: string | undefined;
};

export function readSettings(scope?: ConfigurationScope): Settings {
  const configuration = workspace.getConfiguration(SECTION, scope ?? null);
  const threads = configuration.get<unknown>('threads');
  const nodePath = configuration.get<unknown>('nodePath');
  const baseModel = configuration.get<unknown>('baseModel');
  return {
    baseModel: typeof baseModel === 'string' && baseModel.trim() !== '' ? baseModel.trim() : 'embedded',
    columns: textEntries(configuration.get<unknown>('columns')),
    threads: typeof threads === 'number' && Number.isInteger(threads) && threads > 0 ? threads : undefined,
    nodePath: typeof nodePath === 'string' && nodePath.trim() !== '' ? nodePath.trim() : undefined,
  };
}

/** Settings come from files that people write: whatever is not a text is left out. */
function textEntries(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
