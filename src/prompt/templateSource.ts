/** Where a model folder keeps its chat template. */
import { join } from 'node:path';
import { errors } from '../common/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import { readJsonFile, readTextFile } from './tokenizerFiles.ts';

const MAX_TEMPLATE_BYTES = 4 * 1024 * 1024;

/** chat_template.jinja, then `chat_template` of tokenizer_config.json (a string, or the list's "default"); undefined when there is none. */
export async function readTemplateSource(folder: string): Promise<string | undefined> {
  const file = await readTextFile(join(folder, 'chat_template.jinja'), MAX_TEMPLATE_BYTES);
  return file ?? configured((await readJsonFile(join(folder, 'tokenizer_config.json'))) ?? {});
}

function configured(config: JsonObject): string | undefined {
  const value = config['chat_template'];
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  const named = (name: string): JsonValue | undefined =>
    value.filter(isJsonObject).find((entry) => entry['name'] === name)?.['template'];
  const source = named('default') ?? value.find(isJsonObject)?.['template'];
  if (typeof source !== 'string') throw errors.templateInvalid('its list holds no template text');
  return source;
}
