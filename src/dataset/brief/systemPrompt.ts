/** The system prompt that says what a brief says, so that data, training and use agree. The same brief gives the same text. */
import type { Brief, BriefTone } from './fields.ts';

export function systemPromptOf({ systemPrompt, audience, tasks = [], tone = {}, unacceptable = [] }: Brief): string {
  if (systemPrompt !== undefined) return systemPrompt;
  const opening =
    audience === undefined ? 'You are a helpful assistant.' : `You are an assistant for ${clause(audience)}.`;
  const never = unacceptable.map(
    ({ description, reply }) =>
      sentence(description) + (reply === undefined ? '' : ` If you are asked for it, reply: "${reply}"`),
  );
  return [
    opening,
    section(
      'What you do:',
      tasks.map(({ description }) => sentence(description)),
    ),
    section('How you answer:', toneLines(tone)),
    section('What you never do:', never),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const REGISTERS: Record<NonNullable<BriefTone['register']>, string> = {
  formal: 'Write formally: no contractions, no slang, no emoji.',
  neutral: 'Write plainly: no slang, no emoji.',
  casual: 'Write casually, as in a chat.',
};

const PERSONS: Record<NonNullable<BriefTone['person']>, string> = {
  I: 'Speak of yourself as "I".',
  we: 'Speak of yourself as "we".',
  impersonal: 'Do not speak of yourself.',
};

function toneLines({ register, person, maxWords, mustPhrases = [], mustNotPhrases = [] }: BriefTone): string[] {
  return [
    ...(register === undefined ? [] : [REGISTERS[register]]),
    ...(person === undefined ? [] : [PERSONS[person]]),
    ...(maxWords === undefined ? [] : [`Use at most ${maxWords} ${maxWords === 1 ? 'word' : 'words'}.`]),
    ...(mustPhrases.length === 0 ? [] : [`Every answer says: ${quotedList(mustPhrases)}.`]),
    ...(mustNotPhrases.length === 0 ? [] : [`Never say: ${quotedList(mustNotPhrases)}.`]),
  ];
}

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : [title, ...lines.map((line) => `- ${line}`)].join('\n');

const quotedList = (phrases: readonly string[]): string => phrases.map((phrase) => `"${phrase.trim()}"`).join(', ');

/** One line; ends with a mark. */
function sentence(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return /\p{Po}$/u.test(line) ? line : `${line}.`;
}

/** For the middle of a sentence: no mark at the end. */
const clause = (text: string): string => text.trim().replace(/\s+/g, ' ').replace(/[.!]$/, '');
