/** The tokens of a tokenizer.json with their ids: the model's vocabulary, and the added tokens, which may hide some of it. */
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import type { AddedToken } from './specialTokens.ts';
import { UnsupportedTokenizer } from './wordEncoder.ts';

export type Vocabulary = {
  /** The model's own. */
  modelIds: ReadonlyMap<string, number>;
  /** Of any token. */
  idOf(token: string): number | undefined;
  textOf(id: number): string | undefined;
  /** One more than the largest id. */
  size: number;
};

/** Throws UnsupportedTokenizer. */
export function readVocabulary(model: JsonObject, added: readonly AddedToken[]): Vocabulary {
  const modelIds = readModelIds(model['vocab']);
  const texts: (string | undefined)[] = [];
  for (const [token, id] of modelIds) {
    if (texts[id] !== undefined) throw new UnsupportedTokenizer(`its vocabulary gives the id ${id} twice`);
    texts[id] = token;
  }
  const addedIds = new Map(added.map((token) => [token.content, token.id]));
  for (const { id, content } of added) texts[id] = content;
  return {
    modelIds,
    idOf: (token) => addedIds.get(token) ?? modelIds.get(token),
    textOf: (id) => texts[id],
    size: texts.length,
  };
}

/** {token: id} for BPE, [[token, score], …] for Unigram. */
function readModelIds(vocab: JsonValue | undefined): Map<string, number> {
  const ids = new Map<string, number>();
  const add = (token: unknown, id: unknown): void => {
    if (typeof token !== 'string' || typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id > MAX_ID)
      throw new UnsupportedTokenizer('its vocabulary is not made of tokens and ids');
    ids.set(token, id);
  };
  if (Array.isArray(vocab)) for (const [i, entry] of vocab.entries()) add(Array.isArray(entry) ? entry[0] : entry, i);
  else if (isJsonObject(vocab)) for (const token of Object.keys(vocab)) add(token, vocab[token]);
  else throw new UnsupportedTokenizer('its model has no vocabulary');
  return ids;
}

const MAX_ID = 10_000_000;
