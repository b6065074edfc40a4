/** Together AI: fine-tuning of hosted open models. The facts are those of its client's own check of a file. */
import { isJsonObject, type JsonObject } from '../common/json.ts';
import type { Path } from '../dataset/columns.ts';
import { arrayCheck, formatCheck, inOpenaiShape, listCheck, stringsOnly } from './checks.ts';
import { allMessages, at, messagesAt, speakerOf, weightsIn, type Placed } from './rows.ts';
import type { Target, TargetCheck, TargetFinding, TargetRow } from './target.ts';

const CHECK = 'togethercomputer/together-python, src/together/utils/files.py: check_file';
const DOCS = 'docs.together.ai, "Data preparation"';

const BASE = {
  id: 'together',
  name: 'Together AI',
  accepts: [
    { format: 'chat', how: 'conversational' },
    { format: 'completion', how: 'instruction: prompt and completion as strings' },
    { format: 'preference', how: '{input: {messages}, preferred_output, non_preferred_output}' },
    { format: 'text', how: 'generic text' },
  ],
} as const satisfies Partial<Target>;

const GOOD = '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n';
const PAIR = (chosen: string): string =>
  `{"input": {"messages": [{"role": "user", "content": "Hi."}]}, "preferred_output": [${chosen}], "non_preferred_output": [{"role": "assistant", "content": "What?"}]}\n`;

/** Keys that make a row one of a kind. */
const KINDS: readonly (readonly string[])[] = [
  ['text'],
  ['messages'],
  ['prompt', 'completion'],
  ['input', 'preferred_output', 'non_preferred_output'],
];
const kindsOf = (fields: JsonObject) => KINDS.filter((keys) => keys.every((key) => Object.hasOwn(fields, key)));

const checks: TargetCheck[] = [
  formatCheck(BASE, {
    consequence: 'No kind of row is found in the file, and it is refused.',
    source: CHECK,
    bad: '{"instruction": "Say hello.", "input": "", "output": "Hello!"}\n',
    good: GOOD,
  }),
  listCheck(BASE, CHECK),
  arrayCheck(BASE, { source: CHECK, row: GOOD.trimEnd() }),
  {
    code: 'target-together-two-formats',
    severity: 'error',
    title: 'A row of two kinds at once',
    consequence: 'Together AI refuses a file in which a row has the fields of two formats.',
    fix: 'Remove the fields of one of them.',
    source: `${CHECK}; ${DOCS}`,
    bad: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}], "text": "Hi. Hello!"}\n',
    good: GOOD,
    row: ({ fields }) =>
      kindsOf(fields).length > 1
        ? [
            at(
              [kindsOf(fields)[0]![0]!],
              'Together AI refuses a row with the fields of two formats. Remove those of one.',
              'key',
            ),
          ]
        : [],
  },
  {
    code: 'target-together-extra-column',
    severity: 'error',
    title: 'A column that Together AI does not know',
    consequence: "The check of Together AI's client refuses a file with a column besides those of its format.",
    fix: 'Remove the column.',
    source: CHECK,
    bad: '{"id": 7, "messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n',
    good: GOOD,
    row: ({ fields }) => {
      const kinds = kindsOf(fields);
      const known = [...(kinds[0] ?? []), 'tools'];
      return kinds.length !== 1
        ? []
        : Object.keys(fields)
            .filter((key) => !known.includes(key))
            .map((key) =>
              at(
                [key],
                `The check of Together AI's client refuses the column "${key}". Remove it before uploading.`,
                'key',
              ),
            );
    },
  },
  {
    code: 'target-together-message',
    severity: 'error',
    title: 'A message that Together AI refuses',
    consequence: 'Each message needs "role" and "content", and content is a string or a list of text and image parts.',
    fix: 'Write the content.',
    source: CHECK,
    bad: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": null, "refusal": "No."}]}\n',
    good: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "No."}]}\n',
    row: (row) => conversations(row).flatMap((list) => list.flatMap(contentComplaint)),
  },
  {
    code: 'target-together-role',
    severity: 'error',
    title: 'A role that Together AI refuses',
    consequence: 'Together AI takes system, user and assistant (and tool, in data for function calling).',
    fix: 'Use one of these roles.',
    source: `${CHECK}; docs.together.ai, "Function-calling fine-tuning"`,
    bad: '{"messages": [{"role": "developer", "content": "Be kind."}, {"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n',
    good: '{"messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n',
    row: (row) =>
      allMessages(row)
        .map(speakerOf)
        .filter(({ name }) => name !== '' && !['system', 'user', 'assistant', 'tool'].includes(name))
        .map(({ name, path }) => at(path, `Together AI refuses the role "${name}". Use system, user or assistant.`)),
  },
  {
    code: 'target-together-turns',
    severity: 'error',
    title: 'Two messages of one role in a row',
    consequence: 'Together AI refuses a file in which user and assistant do not take turns.',
    fix: 'Join the two messages.',
    source: CHECK,
    bad: '{"messages": [{"role": "system", "content": "Be kind."}, {"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n',
    good: '{"messages": [{"role": "system", "content": "Be kind. Be brief."}, {"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n',
    row: (row) =>
      conversations(row).flatMap((list) =>
        list
          .map(speakerOf)
          .filter(({ name }, i, all) => name !== 'tool' && all[i - 1]?.name === name)
          .map(({ name, path }) => at(path, `Together AI refuses two ${name} messages in a row. Join them.`)),
      ),
  },
  {
    code: 'target-together-weight',
    severity: 'error',
    title: 'A weight that Together AI refuses',
    consequence: 'The weight of a message is 0 or 1, as a whole number; the check of the client refuses anything else.',
    fix: 'Write 0 or 1.',
    source: CHECK,
    bad: '{"messages": [{"role": "user", "content": "Hi.", "weight": 0.5}, {"role": "assistant", "content": "Hello!"}]}\n',
    good: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!", "weight": 1}]}\n',
    row: (row) =>
      weightsIn(row)
        .filter(({ key, value, isPart }) => key === 'weight' && !isPart && value !== 0 && value !== 1)
        .map(({ value, path }) =>
          at(path, `Together AI takes only 0 and 1 as a weight, not ${JSON.stringify(value)}. Write one of them.`),
        ),
  },
  {
    code: 'target-together-mixed-content',
    severity: 'error',
    title: 'Strings and parts in one conversation',
    consequence: 'Together AI refuses a conversation in which some contents are strings and others lists of parts.',
    fix: 'Write all of them in one way.',
    source: CHECK,
    bad: '{"messages": [{"role": "user", "content": [{"type": "text", "text": "Hi."}]}, {"role": "assistant", "content": "Hello!"}]}\n',
    good: GOOD,
    row: (row) =>
      conversations(row).flatMap((list) => {
        const kinds = list.map(({ message }) => Array.isArray(message['content']));
        const other = kinds.findIndex((kind) => kind !== kinds[0]);
        return other < 0
          ? []
          : [
              at(
                [...list[other]!.path, 'content'],
                'Together AI refuses strings and lists of parts in one conversation. Write all contents alike.',
              ),
            ];
      }),
  },
  {
    code: 'target-together-preference',
    severity: 'error',
    title: 'A preference row that Together AI refuses',
    consequence:
      'Together AI reads "input" with messages that do not end with the assistant, and exactly one assistant message in each output.',
    fix: 'Convert the file: "tunewright convert FILE --to preference --target together".',
    source: `${CHECK}; docs.together.ai, "Preference fine-tuning"`,
    bad: PAIR('{"role": "assistant", "content": "Hello!"}, {"role": "assistant", "content": "How are you?"}'),
    good: PAIR('{"role": "assistant", "content": "Hello!"}'),
    row: preferenceComplaints,
  },
  stringsOnly(BASE, {
    consequence: 'In rows of prompt and completion Together AI takes strings; lists of messages are refused.',
    source: CHECK,
    instead: 'chat',
  }),
];

/** The lists of messages that its check walks. */
function conversations({ format, fields }: TargetRow): Placed[][] {
  if (format === 'chat') return [messagesAt(fields['messages'], ['messages'])];
  const input = fields['input'];
  return format === 'preference' && isJsonObject(input) ? [messagesAt(input['messages'], ['input', 'messages'])] : [];
}

function contentComplaint({ message, path }: Placed): TargetFinding[] {
  const content = message['content'];
  const hasCalls = Array.isArray(message['tool_calls']) && message['tool_calls'].length > 0;
  if (typeof content === 'string' || (hasCalls && (content ?? null) === null)) return [];
  const place: Path = [...path, 'content'];
  if (!Array.isArray(content)) return [at(place, 'Together AI refuses a message without content. Write a text.')];
  return content.flatMap((part, i) => {
    const type = isJsonObject(part) ? part['type'] : undefined;
    return type === 'text' || (type === 'image_url' && message['role'] === 'user')
      ? []
      : [at([...place, i], 'Together AI takes only parts of text, and images in user messages.')];
  });
}

function preferenceComplaints({ format, fields }: TargetRow): TargetFinding[] {
  if (format !== 'preference') return [];
  const input = fields['input'];
  if (!isJsonObject(input) || !Object.hasOwn(fields, 'preferred_output'))
    return [
      at(
        [],
        'Together AI refuses this shape: it reads "input" with messages, "preferred_output" and "non_preferred_output". Convert the file for the target together.',
      ),
    ];
  const last = messagesAt(input['messages'], ['input', 'messages']).at(-1);
  const ends =
    last?.message['role'] === 'assistant'
      ? [at(last.path, 'Together AI refuses a prompt that ends with the assistant.')]
      : [];
  const outputs = ['preferred_output', 'non_preferred_output'].filter((key) => {
    const list = messagesAt(fields[key], [key]);
    return list.length !== 1 || list[0]?.message['role'] !== 'assistant';
  });
  return [...ends, ...outputs.map((key) => at([key], `Together AI takes exactly one assistant message in "${key}".`))];
}

export const together: Target = {
  ...BASE,
  style: { arguments: 'string', text: 'strings', preference: 'openai', developer: 'system', extra: 'dropped' },
  checks: inOpenaiShape(checks),
};
