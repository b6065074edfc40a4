/** The user's settings as the flags of `tunewright check`, and of what checks by the way. */
import manifest from '../../package.json' with { type: 'json' };
import { formatColumns } from '../dataset/columns.ts';
import type { FormatId } from '../dataset/formats.ts';
import { TARGETS } from '../targets/targets.ts';
import type { Settings } from './settings.ts';

/** Rules and levels as package.json names them: whatever else stands in a settings file is left out, as everywhere. */
const RULES: Readonly<Record<string, { enum: readonly string[] }>> =
  manifest.contributes.configuration.properties['tunewright.rules'].properties;

export function checkFlags(settings: ReadSettings & Pick<Settings, 'rules' | 'targets'>): string[] {
  const rules = Object.entries(settings.rules).filter(
    ([code, level]) => Object.hasOwn(RULES, code) && RULES[code]!.enum.includes(level),
  );
  const targets = TARGETS.map(({ id }) => id).filter((id) => settings.targets.includes(id));
  return [
    ...readFlags(settings),
    ...(rules.length === 0 ? [] : ['--rules', rules.map((pair) => pair.join('=')).join(',')]),
    ...(targets.length === 0 ? [] : ['--target', targets.join(',')]),
  ];
}

/** `format`: the one that the user chose for the file. */
type ReadSettings = Pick<Settings, 'columns'> & { format: FormatId | undefined };

/** How the rows of a file are read: flags of every command that looks into them. */
export function readFlags({ columns, format }: ReadSettings): string[] {
  const named = formatColumns(columns);
  return [...(named === '' ? [] : ['--columns', named]), ...(format === undefined ? [] : ['--format', format])];
}
