/** mojibake: text that was read with the wrong encoding before it came into the file. */
import { placesInString } from './locate.ts';
import { shown } from './symbolMessage.ts';
import { stringsOf } from './rowTexts.ts';
import type { Fix, Place, RowContext, Rule } from './rule.ts';
import { mayBeWrong, wrongStretches, type WrongStretch } from './wrongDecoding.ts';

type Found = WrongStretch & { text: string; place: Place };

export const mojibake: Rule = {
  code: 'mojibake',
  severity: 'warning',
  title: 'Text read with the wrong encoding',
  consequence: 'The model learns to write â€™ for an apostrophe, and spends several tokens on each.',
  fix: 'Let the fix put back what was meant; it changes only stretches that are UTF-8 read as another encoding. Then look for the program that read the text wrongly.',
  bad: '{"text": "It wasnâ€™t the CafÃ©."}\n',
  good: '{"text": "It wasn’t the Café."}\n',
  row: (context) => {
    const { fields, row } = context;
    if (fields === undefined || row.invalidAt !== undefined || !mayBeWrong(row.text)) return [];
    const all = stringsOf(fields).flatMap(({ text, path }): Found[] => {
      const stretches = wrongStretches(text);
      if (stretches.length === 0) return [];
      const places = placesInString(row.text, context.at('value', path), stretches);
      return stretches.map((found, i) => ({ ...found, text: text.slice(found.start, found.end), place: places[i]! }));
    });
    const [first] = all;
    if (first === undefined || ABOUT_ENCODINGS.test(row.text)) return [];
    const others = all.length === 1 ? '' : ` (${all.length} places in this row)`;
    return [
      {
        message: `${messageOf(first)}${others}. ${next(all)}`,
        place: first.place,
        fixes: () => fixesOf(all, context),
      },
    ];
  },
};

/** A row that explains wrong decoding shows it. */
const ABOUT_ENCODINGS =
  /mojibake|\b(?:utf-?8|latin-?1|iso-?8859|(?:windows|cp)-?125\d|charset|(?:character|text) encoding)/i;

const SHOWN_LENGTH = 20;

function messageOf({ text, meant, readAs }: Found): string {
  if (meant !== undefined && text.length === 1)
    return `A control character (${shown(text)}) stands where ${meant} was meant`;
  // Control characters are shown by their codes, which need a space between them.
  const found = Array.from(text.slice(0, SHOWN_LENGTH), shown).join(/[\u0080-\u009f]/.test(text) ? ' ' : '');
  if (meant !== undefined) return `${found} is ${shown(meant)} read as ${readAs}: the model learns to write it so`;
  return text.startsWith('\uFFFD')
    ? 'A replacement character: what stood here was lost when the text was read with the wrong encoding'
    : `${found} was read with the wrong encoding, and a part of it is lost`;
}

const next = (all: readonly Found[]): string =>
  all.every(({ meant }) => meant === undefined) ? 'Write what was meant.' : 'Put back what was meant.';

function fixesOf(all: readonly Found[], { row }: RowContext): Fix[] {
  const edits = all.flatMap(({ meant, place }) =>
    meant === undefined ? [] : [{ place, text: asWritten(meant, row.text.slice(place.start, place.end)) }],
  );
  if (edits.length === 0) return [];
  const title = edits.length === 1 ? 'Put back what was meant' : `Put back what was meant in ${edits.length} places`;
  return [{ title, isSafe: true, edits }];
}

/** As text of a JSON string; with escapes where it was written with escapes. */
function asWritten(meant: string, before: string): string {
  const text = JSON.stringify(meant).slice(1, -1);
  if (!before.includes('\\u')) return text;
  return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))
    .map((unit) => (unit < 0x80 ? String.fromCharCode(unit) : `\\u${unit.toString(16).padStart(4, '0')}`))
    .join('');
}
