/** json-duplicate-key: one object has a key twice, as it is written or as the column mapping reads it. */
import type { Node } from 'jsonc-parser';
import { clashesOf, NO_COLUMNS } from '../dataset/columns.ts';
import { locateField, placeOf, treeOf } from './locate.ts';
import type { Finding, Place, RowContext, Rule } from './rule.ts';

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
  return root === undefined ? [] : doubles(root);
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

function doubles(node: Node): Finding[] {
  const found: Finding[] = [];
  const seen = new Map<string, Place>();
  for (const child of node.children ?? []) {
    const key = node.type === 'object' ? child.children?.[0] : undefined;
    if (key !== undefined) {
      const name = String(key.value);
      const first = seen.get(name);
      if (first === undefined) seen.set(name, placeOf(key));
      else
        found.push({
          message: `The key ${JSON.stringify(name)} stands twice in this object: readers keep one of the values and lose the other.`,
          place: placeOf(key),
          related: [{ place: first, message: 'The first one.' }],
        });
    }
    found.push(...doubles(child));
  }
  return found;
}
