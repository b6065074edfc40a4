/** Text of messages, joined without being decoded: escapes stay as they were written. */
import { rawItems, rawMembers, type RawJson } from '../rawJson.ts';
import type { RawMessage } from './common.ts';
import { refuse, type Notes } from './losses.ts';

export const EMPTY: RawJson = '""';

/** Two strings as one. `between`: as it stands inside of a JSON string. */
export const joined = (first: RawJson, between: string, second: RawJson): RawJson =>
  `${first.slice(0, -1)}${between}${second.slice(1)}`;

/** A message's text as one string; notes what that changes. */
export function textOf(message: RawMessage, notes: Notes): RawJson {
  const refusal = message.rest.findLast(({ key, value }) => key === 'refusal' && value.startsWith('"'))?.value;
  const content = contentText(message.content, notes);
  if (refusal === undefined) return content;
  notes.losses.add('refusal-as-text');
  return content === EMPTY ? refusal : joined(content, '\\n', refusal);
}

function contentText(content: RawJson | undefined, notes: Notes): RawJson {
  if (content?.startsWith('"') === true) return content;
  const parts = rawItems(content ?? 'null');
  if (parts === undefined) return EMPTY;
  notes.losses.add('parts-joined');
  return parts.map((part) => partText(part, notes)).reduce((all, text) => joined(all, '', text), EMPTY);
}

const WEIGHTS = ['weight', 'train', 'loss'];
/** The member says whether a message or a part is trained. */
export const isWeight = ({ key }: { key: string }): boolean => WEIGHTS.includes(key);

function partText(part: RawJson, notes: Notes): RawJson {
  if (part.startsWith('"')) return part;
  const members = new Map((rawMembers(part) ?? []).map(({ key, value }) => [key, value]));
  const text = members.get('text');
  if (members.get('type') !== '"text"' || text?.startsWith('"') !== true) {
    refuse(notes, 'not-text');
    return EMPTY;
  }
  if (WEIGHTS.some((key) => members.has(key))) notes.losses.add('part-weights');
  return text;
}

/** A string's value. */
export const valueOf = (raw: RawJson): string => JSON.parse(raw) as string;
