/** Reads what a model folder says about its tokenizer. The files come from strangers: every field is checked before use. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errors } from '../common/errors.ts';
import { isJsonObject, type JsonObject } from '../common/json.ts';
import type { AddedToken } from './specialTokens.ts';

/** The largest known tokenizer.json has 33 MB. */
const MAX_FILE_BYTES = 128 * 1024 * 1024;
const TOKEN_FIELDS = ['bos_token', 'eos_token', 'unk_token', 'pad_token', 'sep_token', 'cls_token', 'mask_token'];

export type TokenizerFiles = {
  /** tokenizer.json as it is. */
  definition: JsonObject;
  /** tokenizer_config.json, {} when absent. */
  config: JsonObject;
  addedTokens: AddedToken[];
  /** bos_token, eos_token, … by name. */
  namedTokens: Map<string, string>;
  /** End ids that generation_config.json or config.json name. */
  endIds: number[];
};

/** Throws UserError `tokenizer-missing` or `tokenizer-invalid`. */
export async function readTokenizerFiles(folder: string): Promise<TokenizerFiles> {
  const path = join(folder, 'tokenizer.json');
  const definition = await readJsonFile(path);
  if (definition === undefined) throw errors.tokenizerMissing(folder);
  const config = (await readJsonFile(join(folder, 'tokenizer_config.json'))) ?? {};
  const specials = (await readJsonFile(join(folder, 'special_tokens_map.json'))) ?? {};
  const generation = (await readJsonFile(join(folder, 'generation_config.json'))) ?? {};
  const model = (await readJsonFile(join(folder, 'config.json'))) ?? {};
  const endIds = idList(generation['eos_token_id']);
  return {
    definition,
    config,
    addedTokens: readAddedTokens(definition, path),
    namedTokens: readNamedTokens({ ...specials, ...config }),
    endIds: endIds.length > 0 ? endIds : idList(model['eos_token_id']),
  };
}

/** A JSON object file; undefined when there is none. Throws UserError `tokenizer-invalid`. */
export async function readJsonFile(path: string): Promise<JsonObject | undefined> {
  const text = await readTextFile(path, MAX_FILE_BYTES);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw errors.tokenizerInvalid(path, 'it is not JSON', error);
  }
  if (!isJsonObject(value)) throw errors.tokenizerInvalid(path, 'it is not a JSON object');
  return value;
}

/** A UTF-8 file; undefined when there is none. */
export async function readTextFile(path: string, maxBytes: number): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) throw errors.tokenizerInvalid(path, `it has ${size} bytes, more than the ${maxBytes} allowed`);
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (typeof code === 'string' && code.startsWith('E')) throw errors.fileUnreadable(path, error);
    throw error;
  }
}

function readAddedTokens(definition: JsonObject, path: string): AddedToken[] {
  const list = definition['added_tokens'] ?? [];
  if (!Array.isArray(list)) throw errors.tokenizerInvalid(path, '"added_tokens" is not a list');
  return list.map((entry) => {
    const id = isJsonObject(entry) ? entry['id'] : undefined;
    const content = isJsonObject(entry) ? entry['content'] : undefined;
    if (!isJsonObject(entry) || !isId(id) || typeof content !== 'string' || content === '')
      throw errors.tokenizerInvalid(path, 'an added token lacks its id or content');
    const { special, lstrip, rstrip } = entry;
    return { id, content, special: special === true, lstrip: lstrip === true, rstrip: rstrip === true };
  });
}

function readNamedTokens(config: JsonObject): Map<string, string> {
  const named = new Map<string, string>();
  for (const field of TOKEN_FIELDS) {
    const value = config[field];
    const content = isJsonObject(value) ? value['content'] : value;
    if (typeof content === 'string') named.set(field, content);
  }
  return named;
}

const isId = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const idList = (value: unknown): number[] => (Array.isArray(value) ? value : [value]).filter(isId);
