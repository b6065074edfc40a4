/** Axolotl: training from a YAML file, whose "type" says how rows are read. */
import { isJsonText } from '../common/json.ts';
import { formatCheck, listCheck, weightsIgnored } from './checks.ts';
import { at, callsIn, messagesAt, speakerOf } from './rows.ts';
import type { Target, TargetCheck } from './target.ts';

const CHAT = 'axolotl-ai-cloud/axolotl, src/axolotl/prompt_strategies/chat_template.py';
const DOCS = 'axolotl-ai-cloud/axolotl, docs/dataset-formats';
const ALPACA = 'axolotl-ai-cloud/axolotl, src/axolotl/prompt_tokenizers.py: AlpacaPromptTokenizingStrategy';

const BASE = {
  id: 'axolotl',
  name: 'axolotl',
  accepts: [
    { format: 'chat', how: 'type: chat_template' },
    { format: 'sharegpt', how: 'type: chat_template, field_messages: conversations, message_property_mappings' },
    { format: 'alpaca', how: 'type: alpaca' },
    { format: 'text', how: 'type: completion' },
    { format: 'preference', how: 'rl: dpo with the type of its shape, such as chat_template.default' },
    { format: 'kto', how: 'rl: kto; completion and label with prompt or instruction' },
  ],
} as const satisfies Partial<Target>;

const CALL = (args: string): string =>
  `{"messages": [{"role": "user", "content": "Fly!"}, {"role": "assistant", "tool_calls": [{"type": "function", "function": {"name": "fly", "arguments": ${args}}}]}], "tools": [{"type": "function", "function": {"name": "fly"}}]}\n`;
const KNOWN = ['system', 'human', 'user', 'gpt', 'assistant', 'tool'];
const TRAINED = ['gpt', 'assistant'];

/** The turns that its chat_template type reads. */
const turnsOf = (row: Parameters<NonNullable<TargetCheck['row']>>[0]) =>
  row.format === 'chat'
    ? messagesAt(row.fields['messages'], ['messages'])
    : row.format === 'sharegpt'
      ? messagesAt(row.fields['conversations'], ['conversations'])
      : [];

const checks: TargetCheck[] = [
  formatCheck(BASE, {
    severity: 'warning',
    consequence:
      'No type of axolotl reads "prompt" and "completion" for supervised training, and it stops with an error unless its settings name the fields.',
    source: `${DOCS}/inst_tune.qmd`,
    bad: '{"prompt": "Hi.", "completion": "Hello!"}\n',
    good: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n',
  }),
  listCheck(BASE, `${DOCS}/conversation.qmd`),
  {
    code: 'target-axolotl-untrained-role',
    severity: 'warning',
    title: 'A speaker that axolotl does not map',
    consequence:
      'axolotl trains the roles of roles_to_train, by default the assistant, and maps only "gpt" to it: calls written as "function_call" are not trained, without a word.',
    fix: 'Convert the file: "tunewright convert FILE --to chat", or name the role in "roles" and "roles_to_train".',
    source: `${CHAT}: ChatTemplatePrompter, ChatTemplateStrategy`,
    bad: '{"conversations": [{"from": "human", "value": "Fly!"}, {"from": "function_call", "value": "{\\"name\\": \\"fly\\", \\"arguments\\": {}}"}, {"from": "observation", "value": "{}"}, {"from": "gpt", "value": "Done."}]}\n',
    good: '{"conversations": [{"from": "human", "value": "Fly!"}, {"from": "gpt", "value": "Done."}]}\n',
    row: (row) =>
      turnsOf(row)
        .map(speakerOf)
        .filter(({ name }) => !KNOWN.includes(name))
        .map(({ name, path }) =>
          at(
            path,
            name === 'function_call'
              ? 'axolotl does not map "function_call" to the assistant, and trains nothing of such a turn, without a word. Convert the file to chat, or set "roles".'
              : `axolotl hands the speaker "${name}" to the chat template as it is, and few know it. Convert the file to chat, or set "roles".`,
          ),
        ),
  },
  {
    code: 'target-axolotl-dropped',
    severity: 'error',
    title: 'A row of which axolotl trains nothing',
    consequence:
      'Without a turn of the assistant no token is trained. Preprocessing drops such rows; its log gives their number, and not which they are.',
    fix: 'Add an answer, or remove the row.',
    source: 'axolotl-ai-cloud/axolotl, src/axolotl/utils/trainer.py: drop_no_trainable_tokens',
    bad: '{"conversations": [{"from": "human", "value": "Fly!"}, {"from": "function_call", "value": "{\\"name\\": \\"fly\\", \\"arguments\\": {}}"}]}\n',
    good: '{"conversations": [{"from": "human", "value": "Fly!"}, {"from": "gpt", "value": "Done."}]}\n',
    row: (row) => {
      const speakers = turnsOf(row).map(speakerOf);
      return speakers.length === 0 || speakers.some(({ name }) => TRAINED.includes(name))
        ? []
        : [
            at(
              speakers[0]!.path.slice(0, 1),
              'axolotl trains no token of this row and drops it without saying which. Add an answer of the assistant.',
            ),
          ];
    },
  },
  {
    code: 'target-axolotl-last-turn',
    severity: 'warning',
    title: 'The last turn is not the assistant',
    consequence: 'axolotl trains nothing after the last answer, and warns that this is likely a fault of the data.',
    fix: 'Add the answer, or take the last turns off.',
    source: `${CHAT}: "Last turn is not trainable"`,
    bad: '{"conversations": [{"from": "human", "value": "Hi."}, {"from": "gpt", "value": "Hello!"}, {"from": "human", "value": "Bye."}]}\n',
    good: '{"conversations": [{"from": "human", "value": "Hi."}, {"from": "gpt", "value": "Hello!"}]}\n',
    row: (row) => {
      const speakers = turnsOf(row).map(speakerOf);
      const last = speakers.at(-1);
      return last === undefined || TRAINED.includes(last.name) || !speakers.some(({ name }) => TRAINED.includes(name))
        ? []
        : [at(last.path, 'axolotl trains nothing after the last answer. Add an answer here, or take this turn off.')];
    },
  },
  weightsIgnored(BASE, {
    source: `${CHAT}; ${DOCS}/conversation.qmd`,
    formats: ['chat'],
    partsToo: false,
    instead: 'Name the key in its setting "message_field_training".',
  }),
  {
    code: 'target-axolotl-alpaca-fields',
    severity: 'warning',
    title: 'Fields of an Alpaca row that axolotl ignores',
    consequence:
      'The type "alpaca" reads instruction, input and output: earlier turns in "history" and the "system" prompt are ignored without a word.',
    fix: 'Convert the file: "tunewright convert FILE --to chat --target axolotl".',
    source: `${ALPACA}; ${DOCS}/inst_tune.qmd`,
    bad: '{"instruction": "And now?", "output": "Night.", "history": [["What is it?", "Day."]]}\n',
    good: '{"messages": [{"role": "user", "content": "What is it?"}, {"role": "assistant", "content": "Day."}, {"role": "user", "content": "And now?"}, {"role": "assistant", "content": "Night."}]}\n',
    row: ({ format, fields }) =>
      format !== 'alpaca'
        ? []
        : ['history', 'system']
            .filter((key) => !['', '[]', 'null'].includes(JSON.stringify(fields[key] ?? null)) && fields[key] !== '')
            .map((key) =>
              at([key], `axolotl's type alpaca ignores "${key}" without a word. Convert the file to chat.`, 'key'),
            ),
  },
  {
    code: 'target-axolotl-preference',
    severity: 'error',
    title: 'A preference row that no type of axolotl reads',
    consequence:
      'The types for DPO read "chosen" and "rejected" beside "messages", "prompt" or a field that is named in the settings; of OpenAI’s shape they find neither, and the run stops.',
    fix: 'Convert the file: "tunewright convert FILE --to preference --target axolotl".',
    source: 'axolotl-ai-cloud/axolotl, src/axolotl/prompt_strategies/dpo/chat_template.py, chatml.py',
    bad: '{"input": {"messages": [{"role": "user", "content": "Hi."}]}, "preferred_output": [{"role": "assistant", "content": "Hello!"}], "non_preferred_output": [{"role": "assistant", "content": "What?"}]}\n',
    good: '{"prompt": "Hi.", "chosen": "Hello!", "rejected": "What?"}\n',
    row: ({ format, fields }) =>
      format === 'preference' && !Object.hasOwn(fields, 'chosen')
        ? [
            at(
              [],
              'axolotl stops at this shape: its types for DPO read "chosen" and "rejected". Convert the file for the target axolotl.',
            ),
          ]
        : [],
  },
  {
    code: 'target-axolotl-kto',
    severity: 'error',
    title: 'A kto row that no type of axolotl reads',
    consequence:
      'The types for KTO read "completion" and "label", with "prompt" or "instruction"; of other shapes they find no answer, and the run stops.',
    fix: 'Convert the file: "tunewright convert FILE --to kto --target axolotl".',
    source: 'axolotl-ai-cloud/axolotl, src/axolotl/prompt_strategies/kto/chatml.py, llama3.py, user_defined.py',
    bad: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}], "label": true}\n',
    good: '{"prompt": "Hi.", "completion": "Hello!", "label": true}\n',
    row: ({ format, fields }) =>
      format === 'kto' && !(Object.hasOwn(fields, 'completion') && Object.hasOwn(fields, 'label'))
        ? [
            at(
              [],
              'axolotl stops at this shape: its types for KTO read "completion" and "label". Convert the file for the target axolotl.',
            ),
          ]
        : [],
  },
  {
    code: 'target-axolotl-arguments',
    severity: 'error',
    title: 'Arguments of a tool call that are no JSON',
    consequence: 'axolotl reads arguments in a string as JSON, and stops with an error where they are none.',
    fix: 'Write the arguments as a JSON object, or as one in a string.',
    source: `${CHAT}: transform_message`,
    bad: CALL('"height=5"'),
    good: CALL('{"height": 5}'),
    row: (row) =>
      callsIn(row)
        .filter(({ called }) => typeof called['arguments'] === 'string' && !isJsonText(called['arguments']))
        .map(({ path }) =>
          at([...path, 'function', 'arguments'], 'axolotl stops here: the arguments are no JSON. Write a JSON object.'),
        ),
  },
];

export const axolotl: Target = {
  ...BASE,
  style: { arguments: 'string', preference: 'trl', developer: 'system' },
  checks,
};
