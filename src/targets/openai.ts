/** OpenAI: fine-tuning of hosted chat models. */
import { isJsonObject } from '../common/json.ts';
import { arrayCheck, formatCheck, inOpenaiShape, listCheck } from './checks.ts';
import { allMessages, at, callsIn, messagesAt, speakerOf, weightsIn } from './rows.ts';
import type { Target, TargetCheck } from './target.ts';

const SFT = 'developers.openai.com, "Supervised fine-tuning"';
const DPO = 'developers.openai.com, "Direct preference optimization"';
const API = 'openai/openai-openapi, openapi.yaml: FineTuneChatRequestInput';
const COOKBOOK = 'openai/openai-cookbook, examples/Chat_finetuning_data_prep.ipynb: format validation';

const BASE = {
  id: 'openai',
  name: 'OpenAI',
  accepts: [
    { format: 'chat', how: 'supervised fine-tuning' },
    { format: 'preference', how: 'DPO: {input: {messages}, preferred_output, non_preferred_output}' },
  ],
} as const satisfies Partial<Target>;

const GOOD = '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n';
const CALLED = (call: string): string =>
  `{"messages": [{"role": "user", "content": "Fly!"}, {"role": "assistant", "tool_calls": [${call}]}], "tools": [{"type": "function", "function": {"name": "fly"}}]}\n`;
const CALL = CALLED('{"id": "call_1", "type": "function", "function": {"name": "fly", "arguments": "{}"}}');
const MIN_ROWS = 10;

const checks: TargetCheck[] = [
  formatCheck(BASE, {
    consequence: 'Its check of an uploaded file refuses rows without "messages".',
    source: SFT,
    bad: '{"instruction": "Say hello.", "input": "", "output": "Hello!"}\n',
    good: GOOD,
  }),
  listCheck(BASE, SFT),
  arrayCheck(BASE, { source: SFT, row: GOOD.trimEnd() }),
  {
    code: 'target-openai-too-few',
    severity: 'error',
    title: 'Fewer rows than OpenAI takes',
    consequence: `OpenAI refuses a training file with fewer than ${MIN_ROWS} rows, and recommends at least 50.`,
    fix: 'Add rows.',
    source: SFT,
    bad: GOOD,
    good: Array.from({ length: MIN_ROWS }, (_, i) => GOOD.replace('Hi.', `Hi, number ${i + 1}.`)).join(''),
    file: ({ nRows }) =>
      nRows > 0 && nRows < MIN_ROWS
        ? [`OpenAI refuses a file with fewer than ${MIN_ROWS} rows; this one has ${nRows}. Add rows.`]
        : [],
  },
  {
    code: 'target-openai-preference',
    severity: 'error',
    title: 'A preference row in another shape',
    consequence: 'OpenAI reads {input: {messages}, preferred_output, non_preferred_output}, and refuses other shapes.',
    fix: 'Convert the file: "tunewright convert FILE --to preference --target openai".',
    source: DPO,
    bad: '{"prompt": "Hi.", "chosen": "Hello!", "rejected": "What?"}\n',
    good: '{"input": {"messages": [{"role": "user", "content": "Hi."}]}, "preferred_output": [{"role": "assistant", "content": "Hello!"}], "non_preferred_output": [{"role": "assistant", "content": "What?"}]}\n',
    row: ({ format, fields }) =>
      format !== 'preference' || (isJsonObject(fields['input']) && Object.hasOwn(fields, 'preferred_output'))
        ? []
        : [
            at(
              [],
              'OpenAI refuses this shape: it reads "input" with messages, "preferred_output" and "non_preferred_output". Convert the file for the target openai.',
            ),
          ],
  },
  {
    code: 'target-openai-role',
    severity: 'error',
    title: 'A role that OpenAI does not list for training files',
    consequence:
      "The schema of OpenAI's training files lists system, user, assistant, tool and function; its preparation notebook counts any other role as an error.",
    fix: 'Use "system" for instructions.',
    source: `${API}; ${COOKBOOK} (unrecognized_role)`,
    bad: '{"messages": [{"role": "developer", "content": "Be kind."}, {"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n',
    good: '{"messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n',
    row: (row) =>
      allMessages(row)
        .map(speakerOf)
        .filter(({ name }) => name !== '' && !['system', 'user', 'assistant', 'tool', 'function'].includes(name))
        .map(({ name, path }) =>
          at(
            path,
            `OpenAI lists no role "${name}" for training files, and may refuse this one. Use system, user, assistant or tool.`,
          ),
        ),
  },
  {
    code: 'target-openai-message-field',
    severity: 'warning',
    title: 'A field of a message that OpenAI does not know',
    consequence: 'OpenAI knows no such field of a message; its own preparation notebook counts it as an error.',
    fix: 'Remove the field, or write what it says with "weight".',
    source: `${COOKBOOK} (message_unrecognized_key); ${API}`,
    bad: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!", "train": true}]}\n',
    good: GOOD,
    row: (row) =>
      allMessages(row).flatMap(({ message, path }) =>
        Object.keys(message)
          .filter((key) => !MESSAGE_FIELDS.includes(key))
          .map((key) =>
            at(
              [...path, key],
              `OpenAI does not know the field "${key}" of a message. Remove it before uploading.`,
              'key',
            ),
          ),
      ),
  },
  {
    code: 'target-openai-weight',
    severity: 'error',
    title: 'A weight that OpenAI refuses',
    consequence: 'The weight of an assistant message is 0 or 1, as a whole number; anything else is refused.',
    fix: 'Write 0 or 1.',
    source: 'openai/openai-openapi, openapi.yaml: FineTuneChatCompletionRequestAssistantMessage',
    bad: '{"messages": [{"role": "user", "content": "Hi.", "weight": 0.5}, {"role": "assistant", "content": "Hello!"}]}\n',
    good: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!", "weight": 1}]}\n',
    row: (row) =>
      weightsIn(row)
        .filter(({ key, value }) => key === 'weight' && value !== 0 && value !== 1)
        .map(({ value, path }) =>
          at(path, `OpenAI takes only 0 and 1 as a weight, not ${JSON.stringify(value)}. Write one of them.`),
        ),
  },
  {
    code: 'target-openai-content',
    severity: 'error',
    title: 'A message without content',
    consequence: 'OpenAI refuses a message with neither content nor a call.',
    fix: 'Write the content, or remove the message.',
    source: `${COOKBOOK} (missing_content)`,
    bad: '{"messages": [{"role": "system", "content": ""}, {"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n',
    good: GOOD,
    row: (row) =>
      allMessages(row)
        .filter(({ message }) => (message['content'] ?? '') === '')
        .filter(({ message }) => !CALLS.some((key) => message[key] !== undefined && message[key] !== null))
        .map(({ path }) =>
          at(
            [...path, 'content'],
            'OpenAI refuses a message with neither content nor a call. Write it or remove the message.',
          ),
        ),
  },
  {
    code: 'target-openai-part',
    severity: 'error',
    title: 'A part of a message that OpenAI does not take there',
    consequence:
      'OpenAI takes text in every message, "image_url" in those of the user only, and no other kind of part; anything else is refused.',
    fix: 'Move images to the user’s messages as {"type": "image_url", "image_url": {"url": …}}; write the rest as text.',
    source:
      'developers.openai.com, "Vision fine-tuning"; openai/openai-openapi, openapi.yaml: ChatCompletionRequestMessage',
    bad: '{"messages": [{"role": "user", "content": "Draw a cat."}, {"role": "assistant", "content": [{"type": "text", "text": "Here."}, {"type": "output_text", "text": "A cat."}]}]}\n',
    good: '{"messages": [{"role": "user", "content": "Draw a cat."}, {"role": "assistant", "content": [{"type": "text", "text": "Here."}, {"type": "text", "text": "A cat."}]}]}\n',
    row: (row) =>
      allMessages(row).flatMap((placed) => {
        const { name } = speakerOf(placed);
        const known = ['text', ...(name === 'user' ? ['image_url'] : name === 'assistant' ? ['refusal'] : [])];
        const content = Array.isArray(placed.message['content']) ? placed.message['content'] : [];
        return messagesAt(content, [...placed.path, 'content'])
          .filter(({ message }) => !known.some((type) => type === message['type']))
          .map(({ message, path }) =>
            at(
              [...path, 'type'],
              `OpenAI takes no part of the type ${JSON.stringify(message['type'] ?? null)} in a message of the ${name}. Use ${known.join(' or ')}.`,
            ),
          );
      }),
  },
  {
    code: 'target-openai-function-name',
    severity: 'error',
    title: 'A name of a function that OpenAI refuses',
    consequence: 'Names of functions have letters without accents, digits, underscores and dashes, 64 at most.',
    fix: 'Rename the function, where it is declared and where it is called.',
    source: 'openai/openai-openapi, openapi.yaml: FunctionObject',
    bad: CALL.replaceAll('"fly"', '"fly!"'),
    good: CALL,
    row: (row) =>
      [
        ...callsIn(row).map(({ called, path }) => ({ name: called['name'], path: [...path, 'function', 'name'] })),
        ...messagesAt(row.fields['tools'], ['tools']).map(({ message, path }) => ({
          name: isJsonObject(message['function']) ? message['function']['name'] : undefined,
          path: [...path, 'function', 'name'],
        })),
        ...messagesAt(row.fields['functions'], ['functions']).map(({ message, path }) => ({
          name: message['name'],
          path: [...path, 'name'],
        })),
      ]
        .filter(({ name }) => typeof name === 'string' && !/^[\w-]{1,64}$/.test(name))
        .map(({ name, path }) =>
          at(
            path,
            `OpenAI refuses the function name ${JSON.stringify(name)}: it takes letters, digits, _ and -, 64 at most. Rename it.`,
          ),
        ),
  },
  {
    code: 'target-openai-tool-id',
    severity: 'error',
    title: 'A tool call, or its answer, without an id',
    consequence:
      'OpenAI needs "id" and "type" of each call and "tool_call_id" of each answer, and refuses the file without.',
    fix: 'Give each call an id, and its answer the same as "tool_call_id".',
    source: 'openai/openai-openapi, openapi.yaml: ChatCompletionMessageToolCall, ChatCompletionRequestToolMessage',
    bad: CALLED('{"type": "function", "function": {"name": "fly", "arguments": "{}"}}'),
    good: CALL,
    row: (row) => [
      ...callsIn(row)
        .filter(({ call }) => typeof call['id'] !== 'string' || call['type'] !== 'function')
        .map(({ path }) => at(path, 'OpenAI needs "id" and "type": "function" of each tool call. Add them.')),
      ...allMessages(row)
        .filter(({ message }) => message['role'] === 'tool' && typeof message['tool_call_id'] !== 'string')
        .map(({ path }) =>
          at(path, 'OpenAI needs the "tool_call_id" of a tool\'s answer: the id of the call. Add it.'),
        ),
    ],
  },
  {
    code: 'target-openai-arguments',
    severity: 'error',
    title: 'Arguments of a tool call that are no string',
    consequence: 'OpenAI takes arguments as JSON in a string, and refuses an object.',
    fix: 'Convert the file: "tunewright convert FILE --to chat --arguments string".',
    source: 'openai/openai-openapi, openapi.yaml: ChatCompletionMessageToolCall',
    bad: CALLED('{"id": "call_1", "type": "function", "function": {"name": "fly", "arguments": {}}}'),
    good: CALL,
    row: (row) =>
      callsIn(row)
        .filter(({ called }) => typeof called['arguments'] !== 'string')
        .map(({ path }) =>
          at(
            [...path, 'function', 'arguments'],
            'OpenAI takes arguments as JSON in a string. Convert the file with --arguments string.',
          ),
        ),
  },
];

const CALLS = ['tool_calls', 'function_call', 'refusal', 'audio'];
const MESSAGE_FIELDS = ['role', 'content', 'name', 'weight', 'tool_call_id', ...CALLS];

export const openai: Target = {
  ...BASE,
  style: { arguments: 'string', preference: 'openai', developer: 'system', ids: 'given' },
  checks: inOpenaiShape(checks),
};
