/** output-cut-off: an answer that stops in the middle. */
import { placeOfPart, textsOf } from './rowTexts.ts';
import type { Rule } from './rule.ts';

export const outputCutOff: Rule = {
  code: 'output-cut-off',
  severity: 'warning',
  title: 'An answer that stops in the middle',
  consequence: 'The model learns to stop in the middle of a sentence or of code.',
  fix: 'Complete the answer, or remove the row. Answers made by a model were often cut by its limit on tokens.',
  bad: '{"instruction": "Why is the sky blue?", "output": "Sunlight is scattered by the air. Short waves are scattered more than long ones, which is why the light that reaches us from all sides of the"}\n',
  good: '{"instruction": "Why is the sky blue?", "output": "Sunlight is scattered by the air. Short waves are scattered more than long ones."}\n',
  row: (context) => {
    return textsOf(context).flatMap(({ by, text, path }) => {
      if (by !== 'answer') return [];
      const end = withoutEndMark(text);
      const reason = reasonOf(end);
      if (reason === undefined) return [];
      const start = Math.max(end.lastIndexOf('\n') + 1, end.length - 30);
      return [
        {
          ...(reason.isSure ? {} : { severity: 'information' as const }),
          message: reason.isSure
            ? `The answer ${reason.what}: the model learns to stop there. Complete it, or remove the row.`
            : `The answer ${reason.what}: was it cut off? The model learns to stop there. Complete it, or leave it if it is meant.`,
          place: placeOfPart(context, path, { start, end: end.length }),
        },
      ];
    });
  },
};

/** Some datasets write the token that ends a text into it. */
function withoutEndMark(text: string): string {
  const end = text.trimEnd();
  return end.endsWith('>') ? end.replace(/(?:<\|[\w ]{1,20}\|>|<\/s>|<eos>)$/, '').trimEnd() : end;
}

/** Words that no English sentence ends with. */
const OPEN_WORD =
  /(?:^|[\s(])(?:the|an|and|or|but|of|to|from|with|without|by|at|into|than|that's|their|its|our|your|my|is|are|was|were|be|been|has|have|had|will|would|can|could|should|because|which|whose|while|when|as|if|between|among|through|during|such)$/;

/** The end of a letter, whose writer's name is missing or stands elsewhere. */
const CLOSING = /\b(?:[Yy]ours?|[Ss]incerely|[Ll]ove|[Rr]egards|[Tt]hanks)\b[^.!?]{0,30},$/;

const MIN_LENGTH = 100;
/** Short texts often lack their last full stop for no reason; what was cut by a limit is long. */
const MIN_LENGTH_OF_PROSE = 400;

type Reason = { what: string; isSure: boolean };

function reasonOf(text: string): Reason | undefined {
  if (hasOpenFence(text)) return { what: 'ends inside a code block that is never closed', isSure: true };
  if (text.length < MIN_LENGTH) return undefined;
  const line = text.slice(text.lastIndexOf('\n') + 1);
  // Lists, headings, verse and code have lines without a full stop.
  if (line.length < 40 || /^\s*(?:[-*+•#>|]|\d+[.)]|\w\))/.test(line) || /[{}=<>|;`]/.test(line)) return undefined;
  if ((line.endsWith(',') && !CLOSING.test(line.slice(-50))) || OPEN_WORD.test(line.slice(-30)))
    return { what: 'ends in the middle of a sentence', isSure: true };
  // Prose that has full stops everywhere but at its end; a hashtag or who said a quotation may follow the last one.
  const nSentences = line.match(/[a-z\d][.!?]["'”’)\]]?\s+[A-Z]/g)?.length ?? 0;
  return text.length >= MIN_LENGTH_OF_PROSE && nSentences >= 2 && /(?<![-–—#]\s?\S{0,30})[ ,][a-z]+$/.test(line)
    ? { what: 'ends without a full stop', isSure: false }
    : undefined;
}

/** A fence with text after it and none that closes it. */
function hasOpenFence(text: string): boolean {
  if (!text.includes('```')) return false;
  const fences = text.match(/^[ \t]*```.*$/gm) ?? [];
  return fences.length % 2 === 1 && !text.endsWith(fences.at(-1)!);
}
