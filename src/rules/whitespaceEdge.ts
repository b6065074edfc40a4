/**
 * whitespace-edge: white space at the ends of texts, where it is learnt or changes the tokens. Prompts and completions that trainers
 * put together as they are have conventions of their own, which a file follows as a whole: those are judged once a file.
 */
import { fieldsOf, type Columns } from '../dataset/columns.ts';
import { EDGES } from '../dataset/edges.ts';
import { readRow } from '../dataset/row.ts';
import { locateField, placeInString } from './locate.ts';
import { placeOfPart, textsOf, type RowText } from './rowTexts.ts';
import type { FileContext, FileFinding, FileFix, Finding, Place, RowContext, Rule } from './rule.ts';

export const whitespaceEdge: Rule = {
  code: 'whitespace-edge',
  severity: 'information',
  title: 'White space at the ends of a text',
  consequence:
    'The model learns to start or end its answers with it. At the end of a prompt a space takes the place of the one that most tokens of words begin with, so the model goes on with tokens that it hardly knows.',
  fix: 'Remove it. Where prompt and completion are put together as they are, end every prompt with the same separator, or start every completion with a space.',
  bad: '{"instruction": "Say hello.", "output": "Hello! "}\n',
  good: '{"instruction": "Say hello.", "output": "Hello!"}\n',
  source: 'https://platform.openai.com/docs/guides/legacy-fine-tuning',
  row: (context) => {
    const { format, turns } = context;
    if (format === 'unknown' || format === 'text' || (format === 'completion' && turns === undefined)) return [];
    return textsOf(context).flatMap((text) => (text.by === 'answer' ? atEnds(context, text) : []));
  },
  file: (context) => (context.format === 'completion' ? ofPairs(context) : []),
};

function atEnds(context: RowContext, { text, path }: RowText): Finding[] {
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  if (end === 0 || (start === 0 && end === text.length)) return [];
  // Code may begin with its indentation.
  const isIndented = /^[ \t]{2,}\S[^\n]*\n/.test(text);
  if (end === text.length && isIndented) return [];
  const place = (part: Place): Place => placeOfPart(context, path, part);
  const ends = [
    ...(start === 0 || isIndented ? [] : [place({ start: 0, end: start })]),
    ...(end === text.length ? [] : [place({ start: end, end: text.length })]),
  ];
  const where = ends.length === 2 ? 'starts and ends' : end === text.length ? 'starts' : 'ends';
  return [
    {
      message: `The answer ${where} with white space, and the model learns to do so too. Remove it, unless it is meant.`,
      place: ends[0]!,
      fixes: [
        { title: 'Remove the white space around the answer', edits: ends.map((end) => ({ place: end, text: '' })) },
      ],
    },
  ];
}

/** A habit of the file: rows that have it, and what to do with them. */
type Habit = { message: string; title: string; rows: number[]; edit: (ends: Ends) => { place: Place; text: string }[] };
/** White space at the ends of a row's two texts, in the row's text; empty places where there is none. */
type Ends = { promptEnd: Place; answerStart: Place; answerEnd: Place };

function ofPairs({ rows, rangeOf, textOf, columns }: FileContext): FileFinding[] {
  const has: Record<keyof typeof EDGES, number[]> = {
    isPair: [],
    promptEndsInSpace: [],
    answerStartsInSpace: [],
    answerEndsInSpace: [],
    isGlued: [],
  };
  for (let index = 0; index < rows.length; index++) {
    const edges = rows.edges(index);
    if (edges === 0) continue;
    for (const [name, bit] of ENTRIES) if ((edges & bit) !== 0) has[name].push(index);
  }
  return habitsOf(has).map(({ message, title, rows: found, edit }) => {
    const start = rows.place(found[0]!).start;
    return {
      message,
      // The row, by its brace: in most files all of them are meant.
      range: rangeOf(found[0]!, { start, end: start + 1 }),
      ...(textOf === undefined ? {} : { fixes: () => [fixOf(title, found, edit)] }),
    };
  });

  function fixOf(title: string, found: readonly number[], edit: Habit['edit']): FileFix {
    return {
      title,
      edits: found.flatMap((index) => {
        const ends = endsOf(textOf?.(index) ?? '', columns);
        return ends === undefined ? [] : edit(ends).map(({ place, text }) => ({ range: rangeOf(index, place), text }));
      }),
    };
  }
}

const ENTRIES = Object.entries(EDGES) as [keyof typeof EDGES, number][];

function habitsOf(has: Record<keyof typeof EDGES, number[]>): Habit[] {
  const nPairs = has.isPair.length;
  const inRows = ({ length }: number[]): string =>
    length === nPairs && nPairs > 1
      ? `In all ${nPairs} rows`
      : `In ${length} of ${nPairs} ${nPairs === 1 ? 'row' : 'rows'}`;
  const habits: Habit[] = [];
  if (has.promptEndsInSpace.length > 0)
    habits.push({
      message: `${inRows(has.promptEndsInSpace)} the prompt ends with a space. Most tokens of words begin with one, so the model goes on with tokens that it hardly knows. Move the space to the start of the completion.`,
      title: 'Move the space to the start of the completions',
      rows: has.promptEndsInSpace,
      edit: ({ promptEnd, answerStart }) => [
        { place: promptEnd, text: '' },
        ...(answerStart.start === answerStart.end ? [{ place: answerStart, text: ' ' }] : []),
      ],
    });
  if (has.isGlued.length > 0)
    habits.push({
      message: `${inRows(has.isGlued)} nothing divides prompt and completion. Trainers that put the two together as they are, this one too, train on one run-on text. End prompts with a separator such as a line break, or start completions with a space.`,
      title: 'Start the completions with a space',
      rows: has.isGlued,
      edit: ({ answerStart }) => [{ place: answerStart, text: ' ' }],
    });
  // In all rows it is a convention: a space to begin with, a line break to stop at.
  const isMixed = ({ length }: number[]): boolean => length > 0 && length < nPairs;
  if (isMixed(has.answerStartsInSpace) && has.isGlued.length === 0)
    habits.push({
      message: `${inRows(has.answerStartsInSpace)} the completion starts with white space, in the others it does not: the model learns both. Use one way in all rows.`,
      title: 'Remove the white space before completions',
      rows: has.answerStartsInSpace,
      edit: ({ answerStart }) => [{ place: answerStart, text: '' }],
    });
  if (isMixed(has.answerEndsInSpace))
    habits.push({
      message: `${inRows(has.answerEndsInSpace)} the completion ends with white space, in the others it does not: the model learns both. Use one way in all rows.`,
      title: 'Remove the white space after completions',
      rows: has.answerEndsInSpace,
      edit: ({ answerEnd }) => [{ place: answerEnd, text: '' }],
    });
  return habits;
}

function endsOf(text: string, columns: Columns): Ends | undefined {
  const row = readRow(text, columns);
  const fields = row.value === undefined ? undefined : fieldsOf(row.value, columns);
  const prompt = fields?.['prompt'];
  const completion = fields?.['completion'];
  if (typeof prompt !== 'string' || typeof completion !== 'string') return undefined;
  const part = (key: string, start: number, end: number): Place =>
    placeInString(text, locateField(row, columns, 'value', [key]), { start, end });
  return {
    promptEnd: part('prompt', lengthWithoutSpaces(prompt), prompt.length),
    answerStart: part('completion', 0, completion.length - completion.trimStart().length),
    answerEnd: part('completion', completion.trimEnd().length, completion.length),
  };
}

/** Without the spaces at its end; an expression would look at every space of the text. */
function lengthWithoutSpaces(text: string): number {
  let length = text.length;
  while (length > 0 && ' \t\u00a0'.includes(text[length - 1]!)) length--;
  return length;
}
