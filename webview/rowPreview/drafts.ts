/** Texts that were not written into their rows before the page was reloaded. */
import type { Draft } from '../../src/protocol/rowPreview.ts';

/** From what a page has left, perhaps one of another version: what is no draft is left out. */
export function keptDrafts(state: unknown): Draft[] {
  if (typeof state !== 'object' || state === null || !('drafts' in state) || !Array.isArray(state.drafts)) return [];
  return state.drafts.filter(isDraft);
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false;
  const item = value as Partial<Record<keyof Draft, unknown>>;
  const texts = [item.uri, item.key, item.base, item.text];
  return texts.every((text) => typeof text === 'string') && typeof item.row === 'number';
}
