/** The settings as command-line flags, for node:util's parseArgs. */
import { errors } from '../common/errors.ts';
import { parseColumns } from './columns.ts';
import { defaultOf } from './recipe.ts';
import { SETTING_NAMES, SETTINGS, type SettingName } from './settings.ts';

/** `options` for parseArgs: every setting takes a value. */
export function recipeFlags(names: readonly SettingName[] = SETTING_NAMES): Record<string, { type: 'string' }> {
  return Object.fromEntries(names.map((name) => [SETTINGS[name].flag, { type: 'string' as const }]));
}

/** The settings among parsed flags, as typed values. Throws UserError `usage` for a number that is none. */
export function recipeFromFlags(flags: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const name of SETTING_NAMES) {
    const { flag, type } = SETTINGS[name];
    const text = flags[flag];
    if (typeof text !== 'string') continue;
    if (type === 'integer' || type === 'number') values[name] = parseNumber(flag, text);
    else if (type === 'columns') values[name] = parseColumns(text);
    else values[name] = text;
  }
  return values;
}

/** Help lines, one a setting, with the default for the embedded base. */
export function recipeUsage(names: readonly SettingName[] = SETTING_NAMES): string {
  const lines = names.map(
    (name) => [`  --${SETTINGS[name].flag} ${placeholder(name)}`, SETTINGS[name].doc + shownDefault(name)] as const,
  );
  const width = Math.max(...lines.map(([head]) => head.length));
  return lines.map(([head, doc]) => `${head.padEnd(width)}  ${doc}\n`).join('');
}

/** " [6]", or " [full: 6, lora: 10]" where the method decides; empty for what depends on the machine or is not one word. */
function shownDefault(name: SettingName): string {
  if (name === 'threads') return '';
  const context = { base: 'embedded', processors: 0 };
  const usual = String(defaultOf('method', { ...context, method: '' }));
  const methods = [usual, ...SETTINGS.method.choices.filter((method) => method !== usual)];
  const values = methods.map((method) => defaultOf(name, { ...context, method }));
  if (values.some((value) => typeof value !== 'string' && typeof value !== 'number')) return '';
  return new Set(values).size === 1
    ? ` [${String(values[0])}]`
    : ` [${methods.map((method, i) => `${method}: ${String(values[i])}`).join(', ')}]`;
}

function placeholder(name: SettingName): string {
  const setting = SETTINGS[name];
  if (setting.type === 'choice') return setting.choices.join('|');
  return { text: name === 'dataset' ? 'FILE' : 'DIR', integer: 'N', number: 'X', columns: 'A=B,…' }[setting.type];
}

function parseNumber(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value))
    throw errors.usage(`--${flag} needs a number, not "${text}".`, 'Run the command with --help for its options.');
  return value;
}
