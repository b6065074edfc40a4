/**
 * Which tokens end a text, and which only a template may write. Model folders mark too few of them as special, or list them
 * nowhere but in the vocabulary; unmarked, what a person wrote could end its own turn, and a turn would end in spelled-out text.
 */
import type { AddedToken } from './specialTokens.ts';
import { tokenBytes, type Spelling } from './tokenBytes.ts';
import type { TokenizerFiles } from './tokenizerFiles.ts';
import type { Vocabulary } from './vocabulary.ts';
import { Unencodable } from './wordEncoder.ts';

export type NamedToken = { id: number; content: string };

type ControlTokens = {
  /** All added tokens, with `special` as we treat them, and those that the files name without adding them. */
  addedTokens: AddedToken[];
  /** What ends a text of this model: eos_token, or the first end id. */
  endToken: NamedToken | undefined;
};

type Known = {
  vocabulary: Vocabulary;
  spelling: Spelling;
  /** The ids of a text without added tokens. Throws Unencodable. */
  plainIds: (text: string) => Int32Array;
};

/**
 * Special is what is marked so, named (bos_token, …), an end id, or a bracketed word that the template writes. Named tokens that are
 * not added become so, as in Transformers, but for those that their text gives by itself.
 */
export function findControlTokens(
  { addedTokens, namedTokens, endIds }: TokenizerFiles,
  templateSource: string,
  known: Known,
): ControlTokens {
  const { vocabulary } = known;
  const contents = new Set(addedTokens.map((token) => token.content));
  const textOf = (id: number): string | undefined =>
    addedTokens.find((token) => token.id === id)?.content ?? vocabularyText(id, known);
  const named = new Set([...namedTokens.values(), ...endIds.flatMap((id) => textOf(id) ?? [])]);
  const implicit = [...named].flatMap((content): AddedToken[] => {
    const id = contents.has(content) ? undefined : vocabulary.idOf(content);
    if (id === undefined || isOrdinary(content, id, known)) return [];
    return [{ id, content, special: true, lstrip: false, rstrip: false }];
  });
  const isControl = ({ content }: AddedToken): boolean =>
    named.has(content) || (templateSource.includes(content) && BRACKETED.test(content) && !isMarkup(content, contents));

  const endContent = namedTokens.get('eos_token') ?? (endIds[0] === undefined ? undefined : textOf(endIds[0]));
  const endId = namedTokens.has('eos_token') ? vocabulary.idOf(endContent!) : endIds[0];
  return {
    addedTokens: [
      ...addedTokens.map((token) => ({ ...token, special: token.special || isControl(token) })),
      ...implicit,
    ],
    endToken: endContent === undefined || endId === undefined ? undefined : { id: endId, content: endContent },
  };
}

/** `<|im_end|>`, `[INST]`: a word in brackets. Runs of spaces and plain words are added to vocabularies too, and occur in templates as code. */
const BRACKETED = /^[<[{(|].*\p{L}.*[>\]})|]$/su;

/** A tag with its partner, such as `<think>` and `</think>`: it marks up what stands inside a message, and may stand there. */
function isMarkup(content: string, contents: ReadonlySet<string>): boolean {
  const [, slash, name] = /^<(\/?)([^</>|]+)>$/.exec(content) ?? [];
  return name !== undefined && contents.has(slash === '' ? `</${name}>` : `<${name}>`);
}

/** The text gives the token by itself: it is a piece of ordinary text that happens to be named. */
function isOrdinary(content: string, id: number, { plainIds }: Known): boolean {
  try {
    const ids = plainIds(content);
    return ids.length === 1 && ids[0] === id;
  } catch (error) {
    if (error instanceof Unencodable) return false;
    throw error;
  }
}

/** The text of a token of the vocabulary; as it is written there when that spells no bytes. */
function vocabularyText(id: number, { vocabulary, spelling }: Known): string | undefined {
  const token = vocabulary.textOf(id);
  const bytes = token === undefined ? undefined : tokenBytes(token, spelling);
  return bytes === undefined ? token : new TextDecoder().decode(bytes);
}
