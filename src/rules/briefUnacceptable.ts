/** brief-unacceptable: an answer does what the brief rules out. */
import { answersIn } from './briefAnswers.ts';
import type { Finding, Fix, Rule } from './rule.ts';
import { placeInString } from './stringPlace.ts';

export const briefUnacceptable: Rule = {
  code: 'brief-unacceptable',
  severity: 'error',
  title: 'An answer does what the brief rules out',
  consequence: 'The model learns to do it: it learns every answer as a good one.',
  fix: 'Write what the assistant should say instead, or remove the row.',
  brief:
    '{"unacceptable": [{"id": "promise", "description": "Promises a refund.", "phrases": ["full refund"], "reply": "Our service desk decides about refunds."}]}\n',
  bad: '{"instruction": "It broke. What now?", "output": "You get a full refund."}\n',
  good: '{"instruction": "It broke. What now?", "output": "Our service desk decides about refunds."}\n',
  row: (context) => {
    const { brief, row, at } = context;
    if (brief === undefined || brief.unacceptable.length === 0) return [];
    const findings: Finding[] = [];
    for (const answer of answersIn(context))
      for (const { item, find } of brief.unacceptable)
        for (const { text, path } of answer.pieces) {
          const match = find(text);
          if (match === undefined) continue;
          const literal = at('value', path);
          findings.push({
            message: `The brief rules this out ("${item.id}": ${item.description.trim()}), and the model would learn to say it. Write another answer.`,
            place: placeInString(row.text, literal, match),
            ...(item.reply === undefined ? {} : { fixes: [replyFix(item.reply, literal)] }),
          });
        }
    return findings;
  },
};

const replyFix = (reply: string, place: Finding['place']): Fix => ({
  title: "Answer with the brief's reply",
  edits: [{ place, text: JSON.stringify(reply) }],
});
