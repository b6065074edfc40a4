/** Checks given settings against the list. Problems are texts; all of them are collected. */
import { closest } from '../common/spelling.ts';
import { SETTING_NAMES, SETTINGS, type Setting, type SettingName } from './settings.ts';

/** What is wrong with the values, in the user's words; empty when nothing is. */
export function validateSettings(values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (!isSettingName(name)) {
      const guess = closest(name, SETTING_NAMES);
      return [`there is no setting "${name}"${guess === undefined ? '' : ` (did you mean "${guess}"?)`}`];
    }
    const problem = valueProblem(SETTINGS[name], value);
    return problem === undefined ? [] : [`"${name}" must be ${problem}, not ${JSON.stringify(value)}`];
  });
}

const isSettingName = (name: string): name is SettingName => Object.hasOwn(SETTINGS, name);

/** What the value should have been, or undefined when it is fine. */
function valueProblem(setting: Setting, value: unknown): string | undefined {
  switch (setting.type) {
    case 'text':
      return typeof value === 'string' && value !== '' ? undefined : 'a text that is not empty';
    case 'choice':
      return typeof value === 'string' && setting.choices.includes(value)
        ? undefined
        : `one of ${setting.choices.map((c) => `"${c}"`).join(', ')}`;
    case 'integer':
    case 'number': {
      const kind = setting.type === 'integer' ? 'a whole number' : 'a number';
      const ok =
        typeof value === 'number' &&
        value >= setting.minimum &&
        value <= setting.maximum &&
        (setting.type === 'number' || Number.isInteger(value));
      return ok ? undefined : `${kind} from ${setting.minimum} to ${setting.maximum}`;
    }
    case 'columns': {
      const ok =
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        Object.entries(value).every(([from, to]) => from !== '' && typeof to === 'string' && to !== '');
      return ok ? undefined : 'pairs of a column and a field';
    }
  }
}
