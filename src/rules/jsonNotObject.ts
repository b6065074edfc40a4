/** json-not-object: a row is valid JSON, but no object. */
import { wholePlace } from './locate.ts';
import { quoted, type Rule } from './rule.ts';

export const jsonNotObject: Rule = {
  code: 'json-not-object',
  severity: 'error',
  title: 'A row is not an object',
  consequence: 'Trainers look fields up by name; a row without fields makes them stop.',
  fix: 'Write the row as an object, such as {"instruction": …, "output": …}. A list of messages is accepted too.',
  bad: '{"text": "A row."}\n"Just a string."\n',
  good: '{"text": "A row."}\n{"text": "Just a string."}\n',
  row: ({ row }) => {
    // Only what has fields is asked for its format.
    if (row.value === undefined || row.guess !== undefined) return [];
    return [
      {
        message: `A row must be an object with fields, not ${quoted(row.value)}.`,
        place: wholePlace(row.text),
      },
    ];
  },
};
