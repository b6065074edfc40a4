/** brief-length: an answer has more words than the brief allows. */
import { countWords } from '../dataset/brief/words.ts';
import { answersIn } from './briefAnswers.ts';
import type { Rule } from './rule.ts';

export const briefLength: Rule = {
  code: 'brief-length',
  severity: 'warning',
  title: 'An answer is longer than the brief allows',
  consequence: 'The model learns how long answers are from the rows: it will be as long-winded.',
  fix: 'Shorten the answer, or raise "maxWords" in the brief.',
  brief: '{"tone": {"maxWords": 8}}\n',
  bad: '{"instruction": "Where is my order?", "output": "Thank you for asking, your order has been on its way to you since Monday."}\n',
  good: '{"instruction": "Where is my order?", "output": "It has been on its way since Monday."}\n',
  row: (context) => {
    const limit = context.brief?.brief.tone?.maxWords;
    if (limit === undefined) return [];
    return answersIn(context).flatMap(({ text, path }) => {
      if (text.length <= limit) return []; // No text has more words than characters.
      const nWords = countWords(text);
      if (nWords <= limit) return [];
      return [
        {
          message: `The answer has ${nWords} words, the brief allows ${limit}. The model would learn to answer at this length: shorten it.`,
          place: context.at('value', path),
        },
      ];
    });
  },
};
