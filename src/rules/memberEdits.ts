/** Edits of an object's members in a row's text: everything around them stays as it is written. */
import type { Node } from 'jsonc-parser';
import type { RowEdit } from './rule.ts';

/** Takes a member out, with the comma that divides it from the next, or from the one before. Expects a property of an object. */
export function removeMember(member: Node): RowEdit {
  const members = member.parent?.children ?? [member];
  const index = members.indexOf(member);
  const next = members[index + 1];
  const before = members[index - 1];
  const start = next === undefined && before !== undefined ? endOf(before) : member.offset;
  return { place: { start, end: next?.offset ?? endOf(member) }, text: '' };
}

/** Puts a member after the last of those that the format names before it, or first. `value` is JSON. */
export function insertMember(object: Node, key: string, value: string, order: readonly string[]): RowEdit {
  const members = object.children ?? [];
  const position = order.indexOf(key);
  const before = members.findLast((member) => {
    const other = order.indexOf(nameOf(member));
    return other >= 0 && other < position;
  });
  const text = `${JSON.stringify(key)}: ${value}`;
  if (before !== undefined) return insertion(endOf(before), `, ${text}`);
  return insertion(object.offset + 1, members.length === 0 ? text : `${text}, `);
}

const insertion = (offset: number, text: string): RowEdit => ({ place: { start: offset, end: offset }, text });
const endOf = (node: Node): number => node.offset + node.length;

/** The key of a property. */
export const nameOf = (member: Node): string => String(member.children?.[0]?.value);
