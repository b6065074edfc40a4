/**
 * Special tokens inside text. Text that a person wrote never becomes a special token: only what the template (or we) put
 * there does. So encoding takes the ranges that people wrote ("literal"), and specials are recognised outside them alone.
 */
import type { Span } from './encoded.ts';

export type AddedToken = {
  id: number;
  content: string;
  /** As the file marks it; for a tokenizer's own tokens as src/prompt/controlTokens.ts finds it. */
  special: boolean;
  lstrip: boolean;
  rstrip: boolean;
};

/** A piece of text between or at added tokens. */
export type Section = Span & { token?: AddedToken };

export type SpecialTokenUse = Span & { content: string };

/** Finds where the text of a token starts at or after `from`: leftmost, the longest there. */
type Finder = (text: string, from: number) => (Span & { token: AddedToken }) | undefined;

/**
 * Cuts text at added tokens: leftmost, longest first. A *special* token that touches a literal range is plain text;
 * other added tokens (`<think>`, say) are ordinary vocabulary and found anywhere. `literal`: ascending.
 */
export function createSectionSplitter(
  tokens: readonly AddedToken[],
): (text: string, literal: readonly Span[]) => Section[] {
  const find = createFinder(tokens);
  return (text, literal) => {
    const sections: Section[] = [];
    let position = 0;
    let passed = 0;
    // One on after a refused match, not past it: it must not hide another that begins inside it.
    for (let match = find(text, 0); match !== undefined; match = find(text, Math.max(position, match.start + 1))) {
      const { start, end, token } = match;
      while (passed < literal.length && literal[passed]!.end <= start) passed++;
      if (token.special && literal[passed] !== undefined && literal[passed]!.start < end) continue;
      // lstrip/rstrip tokens swallow the white space beside them.
      const swallowedStart = token.lstrip ? position + text.slice(position, start).trimEnd().length : start;
      const swallowedEnd = token.rstrip ? text.length - text.slice(end).trimStart().length : end;
      if (swallowedStart > position) sections.push({ start: position, end: swallowedStart });
      sections.push({ start: swallowedStart, end: swallowedEnd, token });
      position = swallowedEnd;
    }
    if (position < text.length) sections.push({ start: position, end: text.length });
    return sections;
  };
}

/** Every place where a special token's text occurs. */
export function createSpecialTokenFinder(tokens: readonly AddedToken[]): (text: string) => SpecialTokenUse[] {
  const split = createSectionSplitter(tokens.filter((token) => token.special));
  return (text) =>
    split(text, []).flatMap(({ start, end, token }) =>
      token === undefined ? [] : [{ start, end, content: token.content }],
    );
}

/** The tokens that begin with one character: their texts, and the lengths that these have, longest first. */
type Beginning = { byContent: Map<string, AddedToken>; lengths: number[] };

function createFinder(tokens: readonly AddedToken[]): Finder {
  const beginnings = new Map<string, Beginning>();
  for (const token of tokens) {
    const first = token.content[0]!;
    const known = beginnings.get(first) ?? { byContent: new Map<string, AddedToken>(), lengths: [] };
    known.byContent.set(token.content, token);
    if (!known.lengths.includes(token.content.length)) known.lengths.push(token.content.length);
    known.lengths.sort((a, b) => b - a);
    beginnings.set(first, known);
  }
  if (beginnings.size === 0) return () => undefined;
  // One class of characters: a text without any of them is passed over at the speed of a search.
  const escaped = [...beginnings.keys()].map((first) => `\\u${first.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const anyFirst = new RegExp(`[${escaped.join('')}]`, 'g');
  return (text, from) => {
    anyFirst.lastIndex = from;
    while (anyFirst.test(text)) {
      const start = anyFirst.lastIndex - 1;
      const { byContent, lengths } = beginnings.get(text[start]!)!;
      for (const length of lengths) {
        const token = byContent.get(text.slice(start, start + length));
        if (token !== undefined) return { start, end: start + token.content.length, token };
      }
    }
    return undefined;
  };
}
