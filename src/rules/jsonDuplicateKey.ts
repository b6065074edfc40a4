/** json-duplicate-key: one object has a key twice. */
import type { Node } from 'jsonc-parser';
import { placeOf, treeOf } from './locate.ts';
import type { Finding, Place, Rule } from './rule.ts';

export const jsonDuplicateKey: Rule = {
  code: 'json-duplicate-key',
  severity: 'warning',
  title: 'A key stands twice in one object',
  consequence: 'Most readers keep the last value and lose the first without a word; some refuse the row.',
  fix: 'Remove or rename one of the two.',
  bad: '{"instruction": "Say hello.", "output": "Hi.", "output": "Hello!"}\n',
  good: '{"instruction": "Say hello.", "output": "Hello!"}\n',
  row: ({ row }) => {
    if (!row.hasDuplicateKey) return [];
    const root = treeOf(row.text);
    return root === undefined ? [] : doubles(root);
  },
};

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
