/** LLaMA-Factory: training from dataset_info.json, which says how rows are read. */
import { isJsonObject } from '../common/json.ts';
import { listCheck, stringsOnly, weightsIgnored } from './checks.ts';
import { at, messagesAt, speakerOf, type Placed } from './rows.ts';
import type { Target, TargetCheck, TargetFinding, TargetRow } from './target.ts';

const CONVERTER = 'hiyouga/LLaMA-Factory, src/llamafactory/data/converter.py';
const README = 'hiyouga/LLaMA-Factory, data/README.md';

const BASE = {
  id: 'llama-factory',
  name: 'LLaMA-Factory',
  accepts: [
    { format: 'alpaca', how: 'formatting: alpaca (system and history only where "columns" names them)' },
    { format: 'sharegpt', how: 'formatting: sharegpt (system and tools only where "columns" names them)' },
    { format: 'chat', how: 'formatting: openai or sharegpt, with "tags"' },
    { format: 'text', how: 'stage: pt, columns: {prompt: text}' },
    { format: 'preference', how: 'ranking: true; conversations or instruction with chosen and rejected' },
    { format: 'kto', how: 'columns: {kto_tag}; instruction, messages or conversations with a label' },
    { format: 'completion', how: 'formatting: alpaca, columns: {prompt: prompt, response: completion}; strings only' },
  ],
} as const satisfies Partial<Target>;

const TURNS = (turns: string): string => `{"conversations": [${turns}]}\n`;
const HUMAN = '{"from": "human", "value": "Hi."}';
const GPT = '{"from": "gpt", "value": "Hello!"}';

/** Nothing is lost with these. */
const EMPTY = ['null', '""', '"[]"', '[]'];
const ODD = ['human', 'user', 'observation', 'tool'];
const EVEN = ['gpt', 'assistant', 'function_call'];

const checks: TargetCheck[] = [
  listCheck(BASE, README),
  {
    code: 'target-llama-factory-turns',
    severity: 'error',
    title: 'A conversation that LLaMA-Factory skips',
    consequence:
      'After an optional system turn, human or observation must stand at odd places and gpt or function_call at even ones, ending with an answer. LLaMA-Factory skips any other row; only its log says so.',
    fix: 'Let the speakers take turns: join turns of one speaker, and end with an answer.',
    source: `${CONVERTER}: SharegptDatasetConverter; ${README}: "Sharegpt Format"`,
    bad: TURNS(`${HUMAN}, ${GPT}, {"from": "function_call", "value": "{\\"name\\": \\"fly\\", \\"arguments\\": {}}"}`),
    good: TURNS(`${HUMAN}, ${GPT}`),
    row: turnComplaints,
  },
  {
    code: 'target-llama-factory-role-names',
    severity: 'warning',
    title: 'Speakers under other names than LLaMA-Factory expects',
    consequence:
      'Its defaults are human, gpt, observation and function_call. With other names every row is skipped, unless "tags" in dataset_info.json names them.',
    fix: 'Set "tags" in dataset_info.json, or convert: "tunewright convert FILE --to sharegpt --target llama-factory".',
    source: `${README}: tags`,
    bad: TURNS('{"from": "user", "value": "Hi."}, {"from": "assistant", "value": "Hello!"}'),
    good: TURNS(`${HUMAN}, ${GPT}`),
    row: ({ format, fields }) => {
      const other =
        format === 'sharegpt'
          ? messagesAt(fields['conversations'], ['conversations'])
              .map(speakerOf)
              .find(({ name }) => ['user', 'assistant', 'tool'].includes(name))
          : undefined;
      return other === undefined
        ? []
        : [
            at(
              other.path,
              `LLaMA-Factory skips a row with the speaker "${other.name}" unless dataset_info.json names it under "tags". Set that, or convert with --target llama-factory.`,
            ),
          ];
    },
  },
  {
    code: 'target-llama-factory-messages',
    severity: 'warning',
    title: 'Messages under names that LLaMA-Factory has to be told',
    consequence:
      'Its defaults are conversations, from and value. It finds nothing in "messages" with "role" and "content", unless "columns" and "tags" in dataset_info.json name them.',
    fix: 'Set "columns": {"messages": "messages"} and "tags" in dataset_info.json, or convert: "tunewright convert FILE --to sharegpt --target llama-factory".',
    source: `${README}: "OpenAI Format"`,
    bad: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n',
    good: TURNS(`${HUMAN}, ${GPT}`),
    file: ({ format }) =>
      format === 'chat'
        ? [
            'LLaMA-Factory finds no conversation here unless dataset_info.json sets "columns": {"messages": "messages"} and "tags" for role, content, user and assistant. Set them, or convert the file to sharegpt for the target llama-factory.',
          ]
        : [],
  },
  {
    code: 'target-llama-factory-call',
    severity: 'error',
    title: 'A function_call that LLaMA-Factory cannot read',
    consequence: 'The value of a function_call is JSON with "name" and "arguments"; anything else stops the run.',
    fix: 'Write {"name": …, "arguments": {…}} as JSON in the value.',
    source: 'hiyouga/LLaMA-Factory, src/llamafactory/data/formatter.py: FunctionFormatter',
    bad: TURNS('{"from": "human", "value": "Fly!"}, {"from": "function_call", "value": "fly()"}'),
    good: TURNS(
      '{"from": "human", "value": "Fly!"}, {"from": "function_call", "value": "{\\"name\\": \\"fly\\", \\"arguments\\": {}}"}',
    ),
    row: ({ fields }) =>
      messagesAt(fields['conversations'], ['conversations'])
        .filter(({ message }) => message['from'] === 'function_call' && !isCall(message['value']))
        .map(({ path }) =>
          at(
            [...path, 'value'],
            'LLaMA-Factory stops here: a function_call is JSON with "name" and "arguments". Write it so.',
          ),
        ),
  },
  {
    code: 'target-llama-factory-tools',
    severity: 'error',
    title: 'Tools as a list beside ShareGPT turns',
    consequence: 'In ShareGPT rows LLaMA-Factory reads tools as JSON in a string; a list stops the run.',
    fix: 'Write the list as JSON in a string.',
    source: `${CONVERTER}: SharegptDatasetConverter; hiyouga/LLaMA-Factory, src/llamafactory/data/formatter.py: ToolFormatter`,
    bad: `{"conversations": [${HUMAN}, ${GPT}], "tools": [{"name": "fly"}]}\n`,
    good: `{"conversations": [${HUMAN}, ${GPT}], "tools": "[{\\"name\\": \\"fly\\"}]"}\n`,
    row: ({ fields }) =>
      Object.hasOwn(fields, 'conversations') && Array.isArray(fields['tools'])
        ? [at(['tools'], 'LLaMA-Factory reads tools as JSON in a string beside "conversations". Write the list so.')]
        : [],
  },
  {
    code: 'target-llama-factory-pair',
    severity: 'error',
    title: 'A preference row that LLaMA-Factory drops',
    consequence:
      '"chosen" and "rejected" must each be one turn beside "conversations", or a string; rows with lists of messages are dropped, and only the log says so.',
    fix: 'Convert the file: "tunewright convert FILE --to preference --target llama-factory".',
    source: `${CONVERTER}; hiyouga/LLaMA-Factory, src/llamafactory/data/processor/pairwise.py`,
    bad: '{"prompt": [{"role": "user", "content": "Hi."}], "chosen": [{"role": "assistant", "content": "Hello!"}], "rejected": [{"role": "assistant", "content": "What?"}]}\n',
    good: `{"conversations": [${HUMAN}], "chosen": ${GPT}, "rejected": {"from": "gpt", "value": "What?"}}\n`,
    row: ({ format, fields }) => {
      if (format !== 'preference') return [];
      const isTurns =
        isJsonObject(fields['chosen']) && isJsonObject(fields['rejected']) && Object.hasOwn(fields, 'conversations');
      const isText =
        ['chosen', 'rejected'].every((key) => typeof fields[key] === 'string') &&
        !Object.hasOwn(fields, 'conversations') &&
        !Array.isArray(fields['prompt']);
      return isTurns || isText
        ? []
        : [
            at(
              [],
              'LLaMA-Factory drops this row, and only its log says so: it reads one turn each in "chosen" and "rejected". Convert the file for the target llama-factory.',
            ),
          ];
    },
  },
  {
    code: 'target-llama-factory-kto',
    severity: 'error',
    title: 'A kto row in another shape',
    consequence:
      'LLaMA-Factory reads a conversation, or instruction and output, with a label beside it; of "prompt" and "completion" as messages it finds none.',
    fix: 'Convert the file: "tunewright convert FILE --to kto --target llama-factory".',
    source: `${README}: "KTO Dataset"`,
    bad: '{"prompt": [{"role": "user", "content": "Hi."}], "completion": [{"role": "assistant", "content": "Hello!"}], "label": true}\n',
    good: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}], "label": true}\n',
    row: ({ format, fields }) =>
      format === 'kto' && (Array.isArray(fields['prompt']) || Array.isArray(fields['completion']))
        ? [
            at(
              [],
              'LLaMA-Factory reads "instruction" and "output", "messages" or "conversations" with a label. Convert the file for the target llama-factory.',
            ),
          ]
        : [],
  },
  stringsOnly(BASE, {
    consequence:
      'Read as Alpaca columns, prompt and completion have to be strings; lists of messages leave the row without an answer, and it is dropped.',
    source: `${CONVERTER}: AlpacaDatasetConverter`,
    instead: 'sharegpt',
  }),
  {
    code: 'target-llama-factory-columns',
    severity: 'information',
    title: 'Columns that LLaMA-Factory reads only where they are named',
    consequence:
      'LLaMA-Factory ignores system prompts, histories and tools without a word, unless "columns" in dataset_info.json names theirs.',
    fix: 'Name the columns in dataset_info.json, such as "columns": {"messages": "conversations", "system": "system", "tools": "tools"}.',
    source: `${README}: columns; hiyouga/LLaMA-Factory, src/llamafactory/data/parser.py: DatasetAttr`,
    bad: `{"conversations": [${HUMAN}, ${GPT}], "system": "Be kind."}\n`,
    good: TURNS(`{"from": "system", "value": "Be kind."}, ${HUMAN}, ${GPT}`),
    row: ({ format, fields }) =>
      (Object.hasOwn(fields, 'instruction') ? ['system', 'history'] : format === 'text' ? [] : ['system', 'tools'])
        .filter((key) => !EMPTY.includes(JSON.stringify(fields[key] ?? null)))
        .map((key) =>
          at(
            [key],
            `LLaMA-Factory ignores "${key}" without a word unless dataset_info.json names it under "columns". Name it there.`,
            'key',
          ),
        ),
  },
  weightsIgnored(BASE, {
    source: CONVERTER,
    formats: ['sharegpt'],
    instead: 'Set mask_history to train last answers only, or remove such turns.',
  }),
];

/** The first turn out of place; LLaMA-Factory looks no further either. */
function turnComplaints(row: TargetRow): TargetFinding[] {
  const turns = conversation(row);
  if (turns === undefined) return [];
  const { placed, needsAnswer } = turns;
  const first = placed[0] === undefined ? '' : speakerOf(placed[0]).name;
  const speakers = withoutRepeatedTools(placed.map(speakerOf).slice(first === 'system' ? 1 : 0), row);
  const wrong = speakers.find(({ name }, i) => !(i % 2 === 0 ? ODD : EVEN).includes(name));
  if (wrong !== undefined)
    return [
      at(
        wrong.path,
        `LLaMA-Factory skips this row, and only its log says so: "${wrong.name}" is out of turn here. User and answers have to take turns.`,
      ),
    ];
  const endsWithAnswer = speakers.length > 0 && speakers.length % 2 === 0;
  if (endsWithAnswer === needsAnswer) return [];
  const last = speakers.at(-1)?.path ?? ['conversations'];
  return [
    at(
      last,
      needsAnswer
        ? 'LLaMA-Factory skips this row, and only its log says so: the conversation does not end with an answer.'
        : 'LLaMA-Factory skips this row, and only its log says so: the prompt of a preference row must end with the user.',
    ),
  ];
}

function conversation({ format, fields }: TargetRow): { placed: Placed[]; needsAnswer: boolean } | undefined {
  if (format === 'chat' || (format === 'kto' && Object.hasOwn(fields, 'messages')))
    return { placed: messagesAt(fields['messages'], ['messages']), needsAnswer: true };
  if (!Object.hasOwn(fields, 'conversations')) return undefined;
  return { placed: messagesAt(fields['conversations'], ['conversations']), needsAnswer: format !== 'preference' };
}

/** Answers of several tools after one message are joined, in OpenAI's formatting only. */
function withoutRepeatedTools(
  speakers: ReturnType<typeof speakerOf>[],
  { fields }: TargetRow,
): ReturnType<typeof speakerOf>[] {
  return Object.hasOwn(fields, 'messages')
    ? speakers.filter(({ name }, i) => name !== 'tool' || speakers[i + 1]?.name !== 'tool')
    : speakers;
}

function isCall(value: unknown): boolean {
  try {
    const parsed: unknown = JSON.parse(String(value));
    const calls: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
    return calls.every((call) => isJsonObject(call) && Object.hasOwn(call, 'name') && Object.hasOwn(call, 'arguments'));
  } catch {
    return false;
  }
}

export const llamaFactory: Target = {
  ...BASE,
  style: {
    ...{ roles: 'human', text: 'strings', preference: 'llama-factory', kto: 'llama-factory' },
    ...{ developer: 'system', turns: 'paired' },
  },
  checks,
};
