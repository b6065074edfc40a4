/** The JSON schema of a recipe file (*.tune.json), derived from the list of settings. */
import type { JsonObject } from '../common/json.ts';
import { SETTING_NAMES, SETTINGS, type Setting } from './settings.ts';

/** Draft-07, the version that editors know best. Every setting may be left out: flags and defaults fill in. */
export function recipeSchema(): JsonObject {
  const properties = SETTING_NAMES.map((name): [string, JsonObject] => [name, propertySchema(SETTINGS[name])]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Tunewright recipe',
    description: 'Settings of a training run.',
    type: 'object',
    additionalProperties: false,
    properties: { $schema: { type: 'string' }, ...Object.fromEntries(properties) },
  };
}

function propertySchema(setting: Setting): JsonObject {
  const fixed =
    typeof setting.default === 'string' || typeof setting.default === 'number' ? { default: setting.default } : {};
  const common = { description: setting.doc, ...fixed };
  switch (setting.type) {
    case 'text':
      return { ...common, type: 'string', minLength: 1 };
    case 'choice':
      return { ...common, type: 'string', enum: [...setting.choices] };
    case 'integer':
    case 'number':
      return { ...common, type: setting.type, minimum: setting.minimum, maximum: setting.maximum };
    case 'columns':
      return { ...common, type: 'object', additionalProperties: { type: 'string', minLength: 1 } };
  }
}
