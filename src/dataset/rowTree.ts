/** A row's JSON by places: which part of its text a path stands for. Of a key that stands twice the last counts, as for every reader of JSON. */
import { parseTree, type Node } from 'jsonc-parser';
import type { Path } from './columns.ts';

/** Expects valid JSON of bounded depth; undefined for a blank text. */
export function rowTree(text: string): Node | undefined {
  return parseTree(text, [], { disallowComments: true });
}

export function nodeAt(root: Node | undefined, path: Path): Node | undefined {
  let node = root;
  for (const step of path) {
    if (typeof step === 'number') node = node?.type === 'array' ? node.children?.[step] : undefined;
    else {
      const members = node?.type === 'object' ? (node.children ?? []) : [];
      node = members.findLast((member) => member.children?.[0]?.value === step)?.children?.[1];
    }
  }
  return node;
}
