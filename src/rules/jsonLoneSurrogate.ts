/** json-lone-surrogate: half of a character beyond the basic plane, such as an emoji cut in two. */
import { loneSurrogates } from '../dataset/loneSurrogates.ts';
import type { Rule } from './rule.ts';

export const jsonLoneSurrogate: Rule = {
  code: 'json-lone-surrogate',
  severity: 'error',
  title: 'Half of a character',
  consequence:
    'It can be written in JSON but in no UTF-8: readers built on Arrow refuse the file, tokenizers stop at the row or train on a replacement character. The row is left out of training here.',
  fix: 'Write the whole character, or remove the half. It comes from text that was cut by length in the middle of an emoji.',
  bad: '{"text": "Good morning \\ud83d"}\n',
  good: '{"text": "Good morning \\ud83d\\ude00"}\n',
  row: ({ row }) =>
    row.value === undefined
      ? []
      : loneSurrogates(row.text).map((place) => ({
          message:
            'Half of a character (a lone surrogate): tokenizers stop at it or train on a replacement character. Write the whole character, or remove the half.',
          place,
          fixes: [{ title: 'Remove the half character', edits: [{ place, text: '' }] }],
        })),
};
