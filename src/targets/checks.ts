/** Checks that several targets share, each with its own words and source. */
import { FORMAT_IDS, type FormatId } from '../dataset/formats.ts';
import { at, isUntrained, weightsIn } from './rows.ts';
import type { Target, TargetCheck } from './target.ts';

type Of = Pick<Target, 'id' | 'name' | 'accepts'>;

/** The format of the file is one that the target does not read. */
export function formatCheck(
  { id, name, accepts }: Of,
  words: { consequence: string; source: string; bad: string; good: string; severity?: TargetCheck['severity'] },
): TargetCheck {
  const known = accepts.map(({ format }) => format);
  const list = FORMAT_IDS.filter((format) => known.includes(format)).join(', ');
  const best = known[0] ?? 'chat';
  return {
    code: `target-${id}-format`,
    severity: words.severity ?? 'error',
    title: `A format that ${name} does not read`,
    consequence: words.consequence,
    fix: `Convert the file to ${list.replace(/, ([^,]*)$/, ' or $1')}: "tunewright convert FILE --to ${best} --target ${id}".`,
    source: words.source,
    bad: words.bad,
    good: words.good,
    file: ({ format }) =>
      format === 'unknown' || known.includes(format)
        ? []
        : [`${name} does not read ${format} rows: ${lowered(words.consequence)} Convert the file to ${best} first.`],
  };
}

const lowered = (sentence: string): string =>
  /^[A-Z][a-z]/.test(sentence) ? sentence[0]!.toLowerCase() + sentence.slice(1) : sentence;

/** The file is one JSON array, and the target reads JSON Lines. */
export function arrayCheck({ id, name }: Of, words: { source: string; row: string }): TargetCheck {
  return {
    code: `target-${id}-array`,
    severity: 'error',
    title: `A JSON array, where ${name} reads JSON Lines`,
    consequence: `${name} reads one JSON object a line; an array of them is refused.`,
    fix: 'Write one row a line.',
    source: words.source,
    bad: `[\n  ${words.row}\n]\n`,
    good: `${words.row}\n`,
    file: ({ layout }) =>
      layout === 'json-array'
        ? [`The file is a JSON array, which ${name} refuses: it reads one row a line. Convert it to JSONL.`]
        : [],
  };
}

/** The messages have no object around them, which all targets read them from. */
export function listCheck({ id, name }: Of, source: string): TargetCheck {
  const list = '[{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]';
  return {
    code: `target-${id}-list`,
    severity: 'error',
    title: `A bare list of messages, where ${name} reads an object`,
    consequence: `${name} looks for "messages" in each row; a list has none, and the file is refused or the run stops.`,
    fix: 'Write {"messages": […]} around each list: "tunewright convert FILE --to chat".',
    source,
    bad: `${list}\n${list.replace('Hi.', 'Hey.')}\n`,
    good: `{"messages": ${list}}\n{"messages": ${list.replace('Hi.', 'Hey.')}}\n`,
    row: ({ isList }) =>
      isList
        ? [at([], `${name} finds no "messages" in a bare list and refuses it. Write {"messages": […]} around it.`)]
        : [],
  };
}

/** The target trains every answer, whatever weight is written. */
export function weightsIgnored(
  { id, name }: Of,
  words: { source: string; instead: string; formats: readonly FormatId[]; partsToo?: boolean },
): TargetCheck {
  const isTurns = words.formats[0] === 'sharegpt';
  const row = (weight: string): string =>
    isTurns
      ? `{"conversations": [{"from": "human", "value": "Hi."}, {"from": "gpt", "value": "Hm?"${weight}}, {"from": "human", "value": "Hello!"}, {"from": "gpt", "value": "Hello!"}]}\n`
      : `{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hm?"${weight}}, {"role": "user", "content": "Hello!"}, {"role": "assistant", "content": "Hello!"}]}\n`;
  return {
    code: `target-${id}-weight`,
    severity: 'warning',
    title: `A weight that ${name} ignores`,
    consequence: `${name} reads no weight of a message: what was to be left out is trained, without a word.`,
    fix: words.instead,
    source: words.source,
    bad: row(', "weight": 0'),
    good: row(''),
    row: (given) =>
      weightsIn(given)
        .filter(({ value, isPart }) => isUntrained(value) && (words.partsToo !== false || !isPart))
        .map(({ key, path }) =>
          at(path, `${name} ignores "${key}" without a word and trains this text. ${words.instead}`, 'key'),
        ),
  };
}

/** Prompt and completion as lists of messages, where the target takes strings. */
export function stringsOnly(
  { id, name }: Of,
  words: { consequence: string; source: string; instead: FormatId },
): TargetCheck {
  return {
    code: `target-${id}-prompt`,
    severity: 'error',
    title: 'Prompt or completion as messages',
    consequence: words.consequence,
    fix: `Convert the file: "tunewright convert FILE --to ${words.instead} --target ${id}".`,
    source: words.source,
    bad: '{"prompt": [{"role": "user", "content": "Hi."}], "completion": [{"role": "assistant", "content": "Hello!"}]}\n',
    good: '{"prompt": "Hi.", "completion": "Hello!"}\n',
    row: ({ format, fields }) =>
      format !== 'completion'
        ? []
        : ['prompt', 'completion']
            .filter((key) => typeof fields[key] !== 'string')
            .map((key) =>
              at([key], `${name} takes "${key}" as a string, not as messages. Convert the file to ${words.instead}.`),
            ),
  };
}

/** Of preference rows in another shape one thing is said: that it is another. */
export const inOpenaiShape = (checks: readonly TargetCheck[]): TargetCheck[] =>
  checks.map((check) => {
    const { code, row } = check;
    if (row === undefined || code.endsWith('-preference')) return check;
    return {
      ...check,
      row: (given) =>
        given.format === 'preference' && !Object.hasOwn(given.fields, 'preferred_output') ? [] : row(given),
    };
  });
