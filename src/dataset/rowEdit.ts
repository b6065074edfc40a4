/** Edits of one row as people make them in its preview, as the smallest changes of its text. All else stays as it is written. */
import type { Node } from 'jsonc-parser';
import type { Path } from './columns.ts';
import { nodeAt, rowTree } from './rowTree.ts';
import { editJsonString } from './stringEdit.ts';

export type RowEdit =
  /** The string at `path` gets another value: a message's text, or a role. */
  | { kind: 'text'; path: Path; text: string }
  | { kind: 'boolean'; path: Path; value: boolean }
  /** A message more in the list, before the one that is at `index` now. */
  | { kind: 'add'; list: Path; index: number; role: string }
  | { kind: 'remove'; path: Path };

/** Replaces [start, end) of the row's text. */
export type TextChange = { start: number; end: number; text: string };

/** Undefined where there is nothing to change; `no-place` where the row has no such place (any more). */
export function editRow(rowText: string, edit: RowEdit): TextChange | undefined | 'no-place' {
  const root = rowTree(rowText);
  const node = nodeAt(root, edit.kind === 'add' ? edit.list : edit.path);
  if (node === undefined) return 'no-place';
  switch (edit.kind) {
    case 'text': {
      if (node.type !== 'string') return 'no-place';
      const change = editJsonString(rowText.slice(node.offset, end(node)), edit.text);
      return change && { ...change, start: node.offset + change.start, end: node.offset + change.end };
    }
    case 'boolean':
      if (node.type !== 'boolean') return 'no-place';
      return node.value === edit.value ? undefined : { start: node.offset, end: end(node), text: String(edit.value) };
    case 'add':
      return node.type === 'array' ? insertion(rowText, node, edit.index, edit.role) : 'no-place';
    case 'remove':
      return node.parent?.type === 'array' ? removal(node.parent.children ?? [], node) : 'no-place';
  }
}

const end = ({ offset, length }: Node): number => offset + length;

function insertion(rowText: string, list: Node, index: number, role: string): TextChange {
  const items = list.children ?? [];
  const [first, second] = items;
  // New text looks like its neighbours: their names of keys, their spaces.
  const isCompact = first !== undefined && /^\{\s*"(?:[^"\\]|\\.)*":\S/.test(rowText.slice(first.offset, end(first)));
  const separator =
    first !== undefined && second !== undefined ? rowText.slice(end(first), second.offset) : isCompact ? ',' : ', ';
  const keys = first?.children?.map((member): unknown => member.children?.[0]?.value) ?? [];
  const [roleKey, contentKey] = keys.includes('from') ? ['from', 'value'] : ['role', 'content'];
  const colon = isCompact ? ':' : ': ';
  const message = `{"${roleKey}"${colon}${JSON.stringify(role)},${isCompact ? '' : ' '}"${contentKey}"${colon}""}`;
  const next = items[index];
  if (next !== undefined) return { start: next.offset, end: next.offset, text: message + separator };
  const last = items.at(-1);
  if (last !== undefined) return { start: end(last), end: end(last), text: separator + message };
  return { start: list.offset + 1, end: list.offset + 1, text: message };
}

/** An item goes with the comma before it, the first with the one behind it. */
function removal(items: readonly Node[], item: Node): TextChange {
  const index = items.indexOf(item);
  const [before, after] = [items[index - 1], items[index + 1]];
  if (before !== undefined) return { start: end(before), end: end(item), text: '' };
  return { start: item.offset, end: after?.offset ?? end(item), text: '' };
}
