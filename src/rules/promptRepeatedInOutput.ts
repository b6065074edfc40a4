/** prompt-repeated-in-output: the answer begins with what was asked. */
import { placeOfPart, textsOf, type RowText } from './rowTexts.ts';
import type { Finding, RowContext, Rule } from './rule.ts';

/** Shorter prompts come back in good answers: "What is love?" */
const MIN_LENGTH = 25;

export const promptRepeatedInOutput: Rule = {
  code: 'prompt-repeated-in-output',
  severity: 'warning',
  title: 'The answer repeats the prompt',
  consequence: 'The model learns to say the question again before it answers.',
  fix: 'Remove the prompt from the answer.',
  bad: '{"instruction": "Name the three primary colours of light.", "output": "Name the three primary colours of light.\\nRed, green and blue."}\n',
  good: '{"instruction": "Name the three primary colours of light.", "output": "Red, green and blue."}\n',
  row: (context) => {
    const found: Finding[] = [];
    // Only the first of the prompts between two answers says what to do; the others are what to do it with.
    let asked: RowText | undefined;
    for (const text of textsOf(context)) {
      if (text.by === 'prompt') asked ??= text;
      if (text.by !== 'answer') continue;
      if (asked !== undefined) found.push(...repetition(context, asked, text));
      asked = undefined;
    }
    return found;
  },
};

function repetition(context: RowContext, asked: RowText, answer: RowText): Finding[] {
  const length = repeatedLength(asked.text, answer.text);
  if (length === undefined) return [];
  const start = answer.text.length - answer.text.trimStart().length;
  const part = { start, end: start + length };
  const isAll = answer.text.slice(part.end).trim() === '';
  return [
    {
      message: isAll
        ? 'The answer is the prompt again: the model learns to repeat what it is asked. Write the answer, or remove the row.'
        : 'The answer begins with the whole prompt: the model learns to repeat the question first. Remove it from the answer.',
      place: placeOfPart(context, answer.path, part),
    },
  ];
}

/** How much of the answer's start is the prompt, if all of it is there. */
function repeatedLength(asked: string, answer: string): number | undefined {
  const prompt = asked.trim();
  const said = answer.trimStart();
  return prompt.length >= MIN_LENGTH && said.startsWith(prompt) ? prompt.length : undefined;
}
