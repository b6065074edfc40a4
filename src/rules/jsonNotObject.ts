/** json-not-object: a row is valid JSON, but no object. */
import { isJsonObject } from '../common/json.ts';
import { treeOf, wholePlace } from './locate.ts';
import type { FormatId } from '../dataset/formats.ts';
import type { RowFacts } from '../dataset/row.ts';
import { quoted, removeThisRow, type Fix, type Rule } from './rule.ts';

export const jsonNotObject: Rule = {
  code: 'json-not-object',
  severity: 'error',
  title: 'A row is not an object',
  consequence: 'Trainers look fields up by name; a row without fields makes them stop.',
  fix: 'Write the row as an object, such as {"instruction": …, "output": …}. A list of messages is accepted too.',
  bad: '{"text": "A row."}\n"Just a string."\n',
  good: '{"text": "A row."}\n{"text": "Just a string."}\n',
  row: ({ row, format }) => {
    // Only what has fields is asked for its format.
    if (row.value === undefined || row.guess !== undefined) return [];
    return [
      {
        message: `A row must be an object with fields, not ${quoted(row.value)}.`,
        place: wholePlace(row.text),
        fixes: [...asObject(row, format), removeThisRow],
      },
    ];
  },
};

function asObject({ text, value }: RowFacts, format: FormatId | 'unknown'): Fix[] {
  const { start, end } = wholePlace(text);
  if (typeof value === 'string' && format === 'text')
    return [
      {
        title: 'Write it as {"text": …}',
        edits: [
          { place: { start, end: start }, text: '{"text": ' },
          { place: { start: end, end }, text: '}' },
        ],
      },
    ];
  if (!Array.isArray(value) || value.length !== 1 || !isJsonObject(value[0])) return [];
  const [item] = treeOf(text)?.children ?? [];
  if (item === undefined) return [];
  return [
    {
      title: 'Take the object out of the list',
      edits: [
        { place: { start, end: item.offset }, text: '' },
        { place: { start: item.offset + item.length, end }, text: '' },
      ],
    },
  ];
}
