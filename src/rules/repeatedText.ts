/** repeated-text: an answer that says one phrase again and again, as models do that do not find their end. */
import { placeOfPart, textsOf } from './rowTexts.ts';
import { quoted, type Finding, type Place, type Rule } from './rule.ts';

export const repeatedText: Rule = {
  code: 'repeated-text',
  severity: 'warning',
  title: 'An answer that repeats one phrase without end',
  consequence: 'The model learns to fall into such a loop, and most of what the row trains is the same few tokens.',
  fix: 'Keep the phrase once, or remove the row.',
  bad: `{"instruction": "What shall I eat?", "output": "${'Eat a ripe pear! '.repeat(30)}Enjoy it."}\n`,
  good: '{"instruction": "What shall I eat?", "output": "Eat a ripe pear! Enjoy it."}\n',
  row: (context) => {
    if (context.row.text.length < MIN_LENGTH) return [];
    return textsOf(context).flatMap(({ by, text, path }) => {
      if (by !== 'answer' || text.length < MIN_LENGTH) return [];
      return loopsIn(text).map(({ start, period, nTimes }): Finding => {
        const part = { start, end: start + nTimes * period };
        const phrase = quoted(text.slice(start, start + period).trim());
        return {
          message: `The answer says ${phrase} ${nTimes.toLocaleString('en-US')} times in a row: the model learns to go on like that without end. Keep it once, or remove the row.`,
          place: placeOfPart(context, path, part),
          fixes: () => [
            {
              title: 'Keep it once',
              edits: [{ place: placeOfPart(context, path, { ...part, start: start + period }), text: '' }],
            },
          ],
        };
      });
    });
  },
};

/** Refrains, tables and code repeat a little, too. */
const MIN_TIMES = 8;
const MIN_LENGTH = 400;
const MAX_PERIOD = 500;
/** What has to come again before it is looked at more closely. */
const WINDOW = 24;
/** In a loop of MIN_LENGTH, this far from its start a window and its next turn still fit in. */
const STEP = 200;

type Loop = { start: number; period: number; nTimes: number };

/** Looks at one place in STEP characters, so that a text is passed over about three times, whatever is in it. */
function loopsIn(text: string): Loop[] {
  const loops: Loop[] = [];
  let at = 0;
  while (at + WINDOW < text.length) {
    const found = loopAt(text, at);
    if (found === undefined) at += STEP;
    else {
      loops.push(found);
      at = found.start + found.period * found.nTimes;
    }
  }
  return loops;
}

function loopAt(text: string, at: number): Loop | undefined {
  const window = text.slice(at, at + WINDOW);
  const near = text.slice(at, at + MAX_PERIOD + WINDOW);
  for (let period = near.indexOf(window, 1); period > 0; period = near.indexOf(window, period + 1)) {
    if (isPhrase(text.slice(at, at + period))) {
      const { start, end } = extent(text, at, period);
      const nTimes = Math.floor((end - start) / period);
      if (nTimes >= MIN_TIMES && end - start >= MIN_LENGTH) return { start, period, nTimes };
    } else if (period <= WINDOW / 2) {
      // A single word or mark again and again: longer periods are only several of it.
      return undefined;
    }
  }
  return undefined;
}

/** Two words, or as much in a script that does not divide them. Rulers, zeros and laughter are none. */
function isPhrase(unit: string): boolean {
  return /\p{L}{2}.*?[^\p{L}].*?\p{L}{2}/su.test(unit + unit.slice(0, 1))
    ? unit.length >= 10
    : /(?:[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]\P{L}*){4}/u.test(
        unit,
      );
}

/** How far the text goes on like this, before and after. Never half of a character. */
function extent(text: string, at: number, period: number): Place {
  let start = at;
  while (start > 0 && text.charCodeAt(start - 1) === text.charCodeAt(start - 1 + period)) start--;
  let same = at;
  while (same + period < text.length && text.charCodeAt(same) === text.charCodeAt(same + period)) same++;
  // What stood before may end as the phrase does: that end is its own.
  if (start > 0) start += ENDING.exec(text.slice(start, start + period - 1))![0].length;
  if (isLowSurrogate(text.charCodeAt(start))) start++;
  return { start, end: same + period };
}

const ENDING = /^[.,;:!?…。，！？]*\s*/;

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
