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

/** Every place where a special token's text occurs in `text`, longest match first at each place. */
export function findSpecialTokens(text: string, tokens: readonly AddedToken[]): SpecialTokenUse[] {
  return splitAtTokens(
    text,
    tokens.filter((token) => token.special),
    [],
  ).flatMap(({ start, end, token }) => (token === undefined ? [] : [{ start, end, content: token.content }]));
}

/**
 * Cuts text at added tokens: leftmost, longest first. A *special* token that touches a literal range is plain text;
 * other added tokens (`<think>`, say) are ordinary vocabulary and found anywhere.
 */
export function splitAtTokens(text: string, tokens: readonly AddedToken[], literal: readonly Span[]): Section[] {
  const sections: Section[] = [];
  let position = 0;
  for (const { start, end, token } of tokenMatches(text, tokens)) {
    if (start < position) continue;
    if (token.special && literal.some((range) => start < range.end && range.start < end)) continue;
    // lstrip/rstrip tokens swallow the white space beside them.
    const swallowedStart = token.lstrip ? position + text.slice(position, start).trimEnd().length : start;
    const swallowedEnd = token.rstrip ? text.length - text.slice(end).trimStart().length : end;
    if (swallowedStart > position) sections.push({ start: position, end: swallowedStart });
    sections.push({ start: swallowedStart, end: swallowedEnd, token });
    position = swallowedEnd;
  }
  if (position < text.length) sections.push({ start: position, end: text.length });
  return sections;
}

function* tokenMatches(text: string, tokens: readonly AddedToken[]): Generator<Span & { token: AddedToken }> {
  if (tokens.length === 0) return;
  const pattern = matcher(tokens);
  const byContent = new Map(tokens.map((token) => [token.content, token]));
  let position = 0;
  for (;;) {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match === null) return;
    const token = byContent.get(match[0]);
    if (token !== undefined) yield { start: match.index, end: match.index + match[0].length, token };
    // One on, not past the match: a match refused as literal must not hide another that begins inside it.
    position = match.index + 1;
  }
}

const matchers = new WeakMap<readonly AddedToken[], RegExp>();

function matcher(tokens: readonly AddedToken[]): RegExp {
  const known = matchers.get(tokens);
  if (known !== undefined) return known;
  const contents = tokens.map((token) => token.content).sort((a, b) => b.length - a.length);
  const pattern = new RegExp(contents.map((c) => c.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')).join('|'), 'g');
  matchers.set(tokens, pattern);
  return pattern;
}
