/**
 * The one list of what a brief can say. Its type, the JSON schema of *.brief.json and what the reader accepts derive from it.
 * Limits keep a brief that somebody else wrote from being a burden: it is read for every dataset beside it.
 */

/** `doc`: one or two sentences, shown by editors. */
export type BriefField = { doc: string; required?: true } & (
  | { type: 'text'; maxLength: number }
  | { type: 'choice'; choices: readonly string[] }
  | { type: 'integer' | 'number'; minimum: number; maximum: number }
  /** Texts that are not empty. */
  | { type: 'texts'; maxLength: number; maxItems: number }
  | { type: 'object'; fields: BriefFields }
  | { type: 'list'; maxItems: number; fields: BriefFields }
);

export type BriefFields = Readonly<Record<string, BriefField>>;

const SENTENCE = 2000;
const PHRASES = { type: 'texts', maxLength: 200, maxItems: 200 } as const;

const TASK = {
  id: { type: 'text', maxLength: 100, required: true, doc: 'A short name; a row says it in its field "task".' },
  description: { type: 'text', maxLength: SENTENCE, required: true, doc: 'What the assistant does in this task.' },
  share: {
    type: 'number',
    minimum: 0,
    maximum: 1,
    doc: 'The part of the rows that should be about this task, from 0 to 1. Far fewer are reported.',
  },
  keywords: {
    ...PHRASES,
    doc: 'Words that tell the task of a row without a field "task": those in its prompt count, whole words, in any case, also in the plural.',
  },
} as const satisfies BriefFields;

const TONE = {
  register: {
    type: 'choice',
    choices: ['formal', 'neutral', 'casual'],
    doc: 'How answers sound. "formal": no contractions, slang or emoji; "neutral": no slang or emoji; "casual": anything goes.',
  },
  person: {
    type: 'choice',
    choices: ['I', 'we', 'impersonal'],
    doc: 'How the assistant speaks of itself: "I", "we", or "impersonal" (neither).',
  },
  maxWords: { type: 'integer', minimum: 1, maximum: 100_000, doc: 'The most words that an answer may have.' },
  mustPhrases: { ...PHRASES, doc: 'Phrases that every answer has, in any case.' },
  mustNotPhrases: { ...PHRASES, doc: 'Phrases that no answer has, in any case.' },
} as const satisfies BriefFields;

const UNACCEPTABLE = {
  id: { type: 'text', maxLength: 100, required: true, doc: 'A short name, used in problems and reports.' },
  description: { type: 'text', maxLength: SENTENCE, required: true, doc: 'What the assistant must never do.' },
  pattern: {
    type: 'text',
    maxLength: 500,
    doc: 'A regular expression (RE2 syntax, in any case) that finds it in an answer.',
  },
  phrases: { ...PHRASES, doc: 'Phrases that give it away in an answer, in any case.' },
  reply: { type: 'text', maxLength: SENTENCE, doc: 'What the assistant says when it is asked for this.' },
} as const satisfies BriefFields;

export const BRIEF_FIELDS = {
  audience: { type: 'text', maxLength: SENTENCE, doc: 'Whom the assistant talks to.' },
  tasks: { type: 'list', maxItems: 200, fields: TASK, doc: 'What the assistant is for.' },
  tone: { type: 'object', fields: TONE, doc: 'How answers sound.' },
  unacceptable: {
    type: 'list',
    maxItems: 200,
    fields: UNACCEPTABLE,
    doc: 'What the assistant must never do. Rows whose answers do it are errors.',
  },
  systemPrompt: {
    type: 'text',
    maxLength: 20_000,
    doc: 'Your own system prompt. Without it one is made from the tasks, the tone and what is unacceptable.',
  },
} as const satisfies BriefFields;

type ValueOf<F extends BriefField> = F extends { type: 'text' }
  ? string
  : F extends { type: 'choice'; choices: readonly (infer C)[] }
    ? C
    : F extends { type: 'integer' | 'number' }
      ? number
      : F extends { type: 'texts' }
        ? string[]
        : F extends { type: 'object'; fields: infer G extends BriefFields }
          ? ObjectOf<G>
          : F extends { type: 'list'; fields: infer G extends BriefFields }
            ? ObjectOf<G>[]
            : never;

type RequiredKeys<G extends BriefFields> = {
  [K in keyof G]: G[K] extends { required: true } ? K : never;
}[keyof G];

type ObjectOf<G extends BriefFields> = { [K in RequiredKeys<G>]: ValueOf<G[K]> } & {
  [K in Exclude<keyof G, RequiredKeys<G>>]?: ValueOf<G[K]>;
};

/** What was decided before the rows were written: tasks, tone, and what is unacceptable. Plain JSON. */
export type Brief = ObjectOf<typeof BRIEF_FIELDS>;
export type BriefTask = ObjectOf<typeof TASK>;
export type BriefTone = ObjectOf<typeof TONE>;
export type BriefUnacceptable = ObjectOf<typeof UNACCEPTABLE>;
