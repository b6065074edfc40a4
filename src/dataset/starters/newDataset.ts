/** The first texts of a dataset and of its brief, from what was decided. Pure: nothing is written here. */
import { alpacaQuestion } from '../alpacaQuestion.ts';
import { rawObject, rawString, type RawMember } from '../rawJson.ts';
import type { Brief, BriefTask, BriefTone, BriefUnacceptable } from '../brief/fields.ts';
import type { Starter, StarterRow } from './starters.ts';

export const NEW_FORMATS = ['alpaca', 'chat'] as const;
export type NewFormat = (typeof NEW_FORMATS)[number];

/** What people are asked, as texts; what they leave as the starter has it keeps all that the starter knows of it. */
export type Decisions = {
  /** Whom the assistant talks to; empty for anyone. */
  audience: string;
  tasks: readonly string[];
  register: NonNullable<BriefTone['register']>;
  unacceptable: readonly string[];
  format: NewFormat;
};

export type NewTexts = {
  rows: string;
  brief: string;
  nRows: number;
  /** Rows that the starter has as examples; the others are still to be written. */
  nExamples: number;
};

export function newDataset(starter: Starter, decisions: Decisions): NewTexts {
  const { format } = decisions;
  const brief = briefOf(starter, decisions);
  const rows = rowsOf(starter, brief.tasks ?? []);
  return {
    rows: rows.map((row) => `${format === 'chat' ? chatRow(row) : alpacaRow(row)}\n`).join(''),
    brief: briefText(brief),
    nRows: rows.length,
    nExamples: rows.filter(({ output }) => output !== '').length,
  };
}

/** Whoever leaves everything as it is has rows of somebody else's assistant: undefined where there are none. */
export function exampleWords({ nRows, nExamples }: NewTexts): string | undefined {
  if (nExamples === 0) return undefined;
  const which = nExamples === nRows ? 'The rows are examples' : `${nExamples} of ${nRows} rows are examples`;
  return `${which} of the starter. Replace them with rows of your own.`;
}

/** What a person decides who leaves everything as it is. */
export function defaultDecisions({ brief }: Starter, format: NewFormat = 'alpaca'): Decisions {
  return {
    audience: brief.audience ?? '',
    tasks: (brief.tasks ?? []).map(({ description }) => description),
    register: brief.tone?.register ?? 'neutral',
    unacceptable: (brief.unacceptable ?? []).map(({ description }) => description),
    format,
  };
}

export const briefText = (brief: Brief): string => `${JSON.stringify(brief, null, 2)}\n`;

/** With all that a brief is about, and nothing decided. */
export const BLANK_BRIEF: Brief = { tasks: [], tone: { register: 'neutral' }, unacceptable: [] };

/** Other tasks in the place of the starter's: the assistant is another one, and what the starter knows of its own is not meant. */
export function replacesTasks({ brief }: Starter, tasks: readonly string[]): boolean {
  const known = (brief.tasks ?? []).map(({ description }) => description);
  return known.some((task) => !tasks.includes(task)) && tasks.some((task) => !known.includes(task));
}

function briefOf(starter: Starter, { audience, tasks, register, unacceptable }: Decisions): Brief {
  const { brief: known } = starter;
  const ids = new Set<string>();
  return {
    ...(audience.trim() === '' ? {} : { audience: audience.trim() }),
    tasks: tasks.map((text): BriefTask => itemOf(text, known.tasks ?? [], ids)),
    tone: { ...(replacesTasks(starter, tasks) ? {} : known.tone), register },
    unacceptable: unacceptable.map((text): BriefUnacceptable => itemOf(text, known.unacceptable ?? [], ids)),
  };
}

/** The starter's own item where the text is as it was, else a new one. */
function itemOf<T extends { id: string; description: string }>(
  text: string,
  known: readonly T[],
  taken: Set<string>,
): T | { id: string; description: string } {
  const description = text.trim();
  const same = known.find((item) => item.description === description && !taken.has(item.id));
  const item = same ?? { id: newId(description, taken), description };
  taken.add(item.id);
  return item;
}

/** Two words that say something, in small letters. */
function newId(description: string, taken: ReadonlySet<string>): string {
  const words = description.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = words.filter((word) => word.length > 3);
  const stem = (telling.length > 0 ? telling : words).slice(0, 2).join('-').slice(0, 40) || 'item';
  let id = stem;
  for (let n = 2; taken.has(id); n++) id = `${stem}-${n}`;
  return id;
}

/** The starter's rows of the tasks that were kept; of each other task one that is still to be written. */
function rowsOf({ rows }: Starter, tasks: readonly BriefTask[]): StarterRow[] {
  return tasks.flatMap(({ id }) => {
    const own = rows.filter(({ task }) => task === id);
    return own.length > 0 ? own : [{ instruction: '', output: '', task: id }];
  });
}

function alpacaRow({ instruction, input, output, task }: StarterRow): string {
  const members = Object.entries({ instruction, ...(input === undefined ? {} : { input }), output, task });
  return rawObject(members.map(([key, value]): RawMember => ({ key, value: rawString(value) })));
}

function chatRow({ instruction, input, output, task }: StarterRow): string {
  const message = (role: string, content: string): string =>
    rawObject([
      { key: 'role', value: rawString(role) },
      { key: 'content', value: rawString(content) },
    ]);
  const messages = `[${message('user', alpacaQuestion(instruction, input ?? ''))}, ${message('assistant', output)}]`;
  return rawObject([
    { key: 'messages', value: messages },
    { key: 'task', value: rawString(task) },
  ]);
}
