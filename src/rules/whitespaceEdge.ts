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
  const { start, end } = withoutEdges(text);
  if (end === 0 || (start === 0 && end === text.length)) return [];
  // Code may begin with its indentation.
  const isIndented = /^[ \t]{2,}\S[^\n]*\n/.test(text);
  // Without a prompt beside it, a text of a pair is a transcript and starts with what divides its turns.
  const isFirst =
    isIndented || (context.format === 'preference' && !PROMPTS.some((key) => key in (context.fields ?? {})));
  if (end === text.length && (isFirst || start === 0)) return [];
  const place = (part: Place): Place => placeOfPart(context, path, part);
  const ends = [
    ...(start === 0 || isFirst ? [] : [place({ start: 0, end: start })]),
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

const PROMPTS = ['prompt', 'messages', 'conversations', 'instruction', 'input'];

/** The text without white space at its ends, and without spaces of no width there. */
function withoutEdges(text: string): Place {
  let start = text.length - text.trimStart().length;
  let end = text.trimEnd().length;
  while (start < end && isThin(text, start)) start++;
  while (start < end && isThin(text, end - 1)) end--;
  return start === end ? { start: 0, end: 0 } : { start, end };
}

const isThin = (text: string, at: number): boolean => '\u200b\u2060'.includes(text[at]!) || text[at]!.trim() === '';

/** A habit of the file: which rows have it, and what to do with them. */
type Habit = { message: string; title: string; of: EdgeName; edit: (ends: Ends) => { place: Place; text: string }[] };
type EdgeName = keyof typeof EDGES;
/** White space at the ends of a row's two texts, in the row's text; empty places where there is none. */
type Ends = { promptEnd: Place; answerStart: Place; answerEnd: Place };

function ofPairs({ rows, rangeOf, textOf, columns }: FileContext): FileFinding[] {
  return habitsOf(countsOf(rows)).map(({ message, title, of, edit }) => {
    const first = rowsWith(of).next().value ?? 0;
    const { start } = rows.place(first);
    return {
      message,
      // The row, by its brace: in most files all of them are meant.
      range: rangeOf(first, { start, end: start + 1 }),
      ...(textOf === undefined ? {} : { fixes: () => [fixOf(title, of, edit)] }),
    };
  });

  function* rowsWith(name: EdgeName): Generator<number, undefined> {
    for (let index = 0; index < rows.length; index++) if ((rows.edges(index) & EDGES[name]) !== 0) yield index;
    return undefined;
  }

  function fixOf(title: string, of: EdgeName, edit: Habit['edit']): FileFix {
    return {
      title,
      edits: [...rowsWith(of)].flatMap((index) => {
        const ends = endsOf(textOf?.(index) ?? '', columns);
        return ends === undefined ? [] : edit(ends).map(({ place, text }) => ({ range: rangeOf(index, place), text }));
      }),
    };
  }
}

/** Rows by what is at their edges. One pass over numbers: it is made anew after every keystroke, and lists of rows took 5 ms of 50,000. */
function countsOf(rows: FileContext['rows']): Record<EdgeName, number> {
  const nByEdges = new Uint32Array(256);
  for (let index = 0; index < rows.length; index++) nByEdges[rows.edges(index)]!++;
  const counts = { isPair: 0, promptEndsInSpace: 0, answerStartsInSpace: 0, answerEndsInSpace: 0, isGlued: 0 };
  for (const [name, bit] of Object.entries(EDGES) as [EdgeName, number][])
    for (const [edges, n] of nByEdges.entries()) if ((edges & bit) !== 0) counts[name] += n;
  return counts;
}

function habitsOf(has: Record<EdgeName, number>): Habit[] {
  const nPairs = has.isPair;
  const inRows = (n: number): string =>
    n === nPairs && nPairs > 1 ? `In all ${nPairs} rows` : `In ${n} of ${nPairs} ${nPairs === 1 ? 'row' : 'rows'}`;
  const habits: Habit[] = [];
  if (has.promptEndsInSpace > 0)
    habits.push({
      message: `${inRows(has.promptEndsInSpace)} the prompt ends with a space. Most tokens of words begin with one, so the model goes on with tokens that it hardly knows. Move the space to the start of the completion.`,
      title: 'Move the space to the start of the completions',
      of: 'promptEndsInSpace',
      edit: ({ promptEnd, answerStart }) => [
        { place: promptEnd, text: '' },
        ...(answerStart.start === answerStart.end ? [{ place: answerStart, text: ' ' }] : []),
      ],
    });
  if (has.isGlued > 0)
    habits.push({
      message: `${inRows(has.isGlued)} nothing divides prompt and completion. Trainers that put the two together as they are, this one too, train on one run-on text. End prompts with a separator such as a line break, or start completions with a space.`,
      title: 'Start the completions with a space',
      of: 'isGlued',
      edit: ({ answerStart }) => [{ place: answerStart, text: ' ' }],
    });
  // In all rows it is a convention: a space to begin with, a line break to stop at.
  const isMixed = (n: number): boolean => n > 0 && n < nPairs;
  if (isMixed(has.answerStartsInSpace) && has.isGlued === 0)
    habits.push({
      message: `${inRows(has.answerStartsInSpace)} the completion starts with white space, in the others it does not: the model learns both. Use one way in all rows.`,
      title: 'Remove the white space before completions',
      of: 'answerStartsInSpace',
      edit: ({ answerStart }) => [{ place: answerStart, text: '' }],
    });
  if (isMixed(has.answerEndsInSpace))
    habits.push({
      message: `${inRows(has.answerEndsInSpace)} the completion ends with white space, in the others it does not: the model learns both. Use one way in all rows.`,
      title: 'Remove the white space after completions',
      of: 'answerEndsInSpace',
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
