/** The first texts of a dataset and of its brief, from what was decided. Pure: nothing is written here. */
import { alpacaQuestion } from '../alpacaQuestion.ts';
import { rawObject, rawString, type RawMember } from '../rawJson.ts';
import type { Brief, BriefTask, BriefTone, BriefUnacceptable } from '../brief/fields.ts';
import type { Starter, StarterRow } from './starters.ts';

export const NEW_FORMATS = ['alpaca', 'chat'] as const;
export type NewFormat = (typeof NEW_FORMATS)[number];

/** What people are asked, as texts; what they leave as the starter has it keeps all that the starter knows of it. */
export type Decisions = {
  tasks: readonly string[];
  register: NonNullable<BriefTone['register']>;
  unacceptable: readonly string[];
  format: NewFormat;
};

export type NewTexts = { rows: string; brief: string; nRows: number };

export function newDataset(starter: Starter, { tasks, register, unacceptable, format }: Decisions): NewTexts {
  const brief = briefOf(starter.brief, tasks, register, unacceptable);
  const rows = rowsOf(starter, brief.tasks ?? []);
  return {
    rows: rows.map((row) => `${format === 'chat' ? chatRow(row) : alpacaRow(row)}\n`).join(''),
    brief: briefText(brief),
    nRows: rows.length,
  };
}

/** What a person decides who leaves everything as it is. */
export function defaultDecisions({ brief }: Starter, format: NewFormat = 'alpaca'): Decisions {
  return {
    tasks: (brief.tasks ?? []).map(({ description }) => description),
    register: brief.tone?.register ?? 'neutral',
    unacceptable: (brief.unacceptable ?? []).map(({ description }) => description),
    format,
  };
}

export const briefText = (brief: Brief): string => `${JSON.stringify(brief, null, 2)}\n`;

/** With all that a brief is about, and nothing decided. */
export const BLANK_BRIEF: Brief = { tasks: [], tone: { register: 'neutral' }, unacceptable: [] };

function briefOf(
  known: Brief,
  tasks: readonly string[],
  register: Decisions['register'],
  unacceptable: readonly string[],
): Brief {
  const ids = new Set<string>();
  return {
    ...known,
    tasks: tasks.map((text): BriefTask => itemOf(text, known.tasks ?? [], ids)),
    tone: { ...known.tone, register },
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
