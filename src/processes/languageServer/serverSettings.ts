/** The settings of a document, read with care: they come from files that people write, in whatever editor. */
import { isJsonObject } from '../../common/json.ts';
import { FORMAT_IDS } from '../../dataset/formats.ts';
import type { CheckOptions } from '../../rules/datasetCheck.ts';
import { RULE_LEVELS, type RuleLevel } from '../../rules/ruleSettings.ts';

export type ServerSettings = {
  check: CheckOptions;
  /** `embedded`, or the path of a model folder; absent where no model may be read. */
  baseModel?: string;
};

/** What is not understood is left out. */
export function readServerSettings(value: unknown): ServerSettings {
  const section = isJsonObject(value) ? value : {};
  const columns = entries(section['columns'], isText);
  const rules = entries(section['rules'], isRuleLevel);
  const targets = Array.isArray(section['targets']) ? section['targets'].filter(isText) : [];
  const format = FORMAT_IDS.find((id) => id === section['format']);
  const baseModel = section['baseModel'];
  return {
    check: {
      ...(columns === undefined ? {} : { columns }),
      ...(rules === undefined ? {} : { rules }),
      ...(targets.length === 0 ? {} : { targets }),
      ...(format === undefined ? {} : { format }),
    },
    ...(typeof baseModel === 'string' && baseModel !== '' ? { baseModel } : {}),
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isRuleLevel = (value: unknown): value is RuleLevel => RULE_LEVELS.some((level) => level === value);

function entries<T>(value: unknown, is: (item: unknown) => item is T): Record<string, T> | undefined {
  if (!isJsonObject(value)) return undefined;
  const known = Object.entries(value as Record<string, unknown>).filter((pair): pair is [string, T] => is(pair[1]));
  return known.length === 0 ? undefined : Object.fromEntries(known);
}
