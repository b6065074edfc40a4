/** json-duplicate-key: one object has a key twice, as it is written or as the column mapping reads it. */
import type { Node } from 'jsonc-parser';
import { clashesOf, NO_COLUMNS } from '../dataset/columns.ts';
import { locateField, placeOf, treeOf } from './locate.ts';
import { shown } from './symbolMessage.ts';
import { removeMember } from './memberEdits.ts';
import type { Finding, Fix, Place, RowContext, Rule } from './rule.ts';

export const jsonDuplicateKey: Rule = {
  code: 'json-duplicate-key',
  severity: 'warning',
  title: 'A key stands twice in one object',
  consequence:
    'Most readers keep the last value and lose the first without a word; some refuse the row. ' +
    'Where a column mapping gives two keys of a row the same name it is an error, and the row is left out of training here.',
  fix: 'Remove or rename one of the two, or change the mapping.',
  bad: '{"instruction": "Say hello.", "output": "Hi.", "output": "Hello!"}\n',
  good: '{"instruction": "Say hello.", "output": "Hello!"}\n',
  row: (context) => [...written(context), ...mapped(context)],
};

function written({ row }: RowContext): Finding[] {
  const root = row.hasDuplicateKey ? treeOf(row.text) : undefined;
  return root === undefined ? [] : doubles(row.text, root);
}

function mapped({ row, columns }: RowContext): Finding[] {
  if (row.value === undefined) return [];
  const keyAt = (key: string): Place => locateField(row, NO_COLUMNS, 'key', [key]);
  return clashesOf(row.value, columns).map(({ field, keys: [one, other] }) => {
    const column = Object.hasOwn(columns, other) ? other : one;
    const there = column === one ? other : one;
    return {
      severity: 'error',
      message: `"${column}" is read as "${field}", and so is "${there}" of this row: one of the values would be lost, so the row is left out of training here.`,
      place: keyAt(column),
      related: [{ place: keyAt(there), message: 'The other one.' }],
    };
  });
}

function doubles(text: string, node: Node): Finding[] {
  const found: Finding[] = [];
  const seen = new Map<string, Node>();
  for (const child of node.children ?? []) {
    const key = node.type === 'object' ? child.children?.[0] : undefined;
    if (key !== undefined) {
      const name = String(key.value);
      const first = seen.get(name);
      if (first === undefined) seen.set(name, child);
      else
        found.push({
          message: `The key ${JSON.stringify(name)} stands twice in this object: readers keep one of the values and lose the other.`,
          place: placeOf(key),
          related: [{ place: placeOf(first.children![0]!), message: 'The first one.' }],
          fixes: fixesOf(text, first, child),
        });
    }
    found.push(...doubles(text, child));
  }
  return found;
}

/** Most readers see the last one: to keep it changes nothing for them. Two with the same value are one. */
function fixesOf(text: string, first: Node, second: Node): Fix[] {
  const [one, other] = [first, second].map(({ children }) => {
    const value = children?.[1];
    return value === undefined ? '' : text.slice(value.offset, value.offset + value.length);
  });
  if (one === other) return [{ title: 'Remove the second one', isSafe: true, edits: [removeMember(second)] }];
  return [
    { title: `Remove the first one, keep ${shown(other!)}`, edits: [removeMember(first)] },
    { title: `Remove this one, keep ${shown(one!)}`, edits: [removeMember(second)] },
  ];
}
