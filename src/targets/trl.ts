/** TRL: the trainers of Hugging Face (SFTTrainer, DPOTrainer, KTOTrainer). */
import { formatCheck, listCheck, weightsIgnored } from './checks.ts';
import { at, callsIn, messagesAt, speakerOf } from './rows.ts';
import type { Target, TargetCheck } from './target.ts';

const FORMATS = 'huggingface/trl, docs/source/dataset_formats.md';
const UTILS = 'huggingface/trl, trl/data_utils.py';
const TRAINER = 'huggingface/trl, trl/trainer/sft_trainer.py';

const BASE = {
  id: 'trl',
  name: 'TRL',
  accepts: [
    { format: 'chat', how: 'SFTTrainer, conversational language modeling' },
    { format: 'completion', how: 'SFTTrainer, prompt-completion, as strings or messages' },
    { format: 'text', how: 'SFTTrainer, language modeling' },
    { format: 'preference', how: 'DPOTrainer: prompt, chosen, rejected' },
    { format: 'kto', how: 'KTOTrainer: prompt, completion, label' },
    { format: 'sharegpt', how: 'SFTTrainer renames from and value, but no speaker' },
  ],
} as const satisfies Partial<Target>;

const CHAT = '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n';
const CALL = (args: string): string =>
  `{"messages": [{"role": "user", "content": "Fly!"}, {"role": "assistant", "tool_calls": [{"type": "function", "function": {"name": "fly", "arguments": ${args}}}]}], "tools": [{"type": "function", "function": {"name": "fly"}}]}\n`;
const ROLES = ['system', 'developer', 'user', 'assistant', 'tool'];

const checks: TargetCheck[] = [
  formatCheck(BASE, {
    consequence:
      'SFTTrainer finds neither "messages", "prompt" nor "text" in the rows, and stops with an error unless a formatting_func is given.',
    source: `${FORMATS}; ${TRAINER}`,
    bad: '{"instruction": "Say hello.", "input": "", "output": "Hello!"}\n',
    good: CHAT,
  }),
  listCheck(BASE, FORMATS),
  {
    code: 'target-trl-role-names',
    severity: 'error',
    title: 'Speakers that no chat template knows',
    consequence:
      'TRL renames the keys "from" and "value", but leaves speakers such as "human" and "gpt" as they are: chat templates raise an error, or leave such turns out without a word.',
    fix: 'Convert the file: "tunewright convert FILE --to chat --target trl".',
    source: `${UTILS}: maybe_convert_to_chatml`,
    bad: '{"conversations": [{"from": "human", "value": "Hi."}, {"from": "gpt", "value": "Hello!"}]}\n',
    good: '{"conversations": [{"from": "user", "value": "Hi."}, {"from": "assistant", "value": "Hello!"}]}\n',
    row: ({ format, fields }) =>
      format !== 'sharegpt'
        ? []
        : messagesAt(fields['conversations'], ['conversations'])
            .map(speakerOf)
            .filter(({ name }) => !ROLES.includes(name))
            .slice(0, 1)
            .map(({ name, path }) =>
              at(
                path,
                `TRL hands the speaker "${name}" to the chat template, which knows only user, assistant, system and tool. Convert the file to chat.`,
              ),
            ),
  },
  {
    code: 'target-trl-system-column',
    severity: 'warning',
    title: 'A system prompt that TRL ignores',
    consequence: 'TRL reads only the turns: a "system" column beside them is ignored without a word.',
    fix: 'Make it the first turn: "tunewright convert FILE --to chat --target trl".',
    source: `${UTILS}: maybe_convert_to_chatml; ${TRAINER}`,
    bad: '{"conversations": [{"from": "user", "value": "Hi."}, {"from": "assistant", "value": "Hello!"}], "system": "Be kind."}\n',
    good: '{"conversations": [{"from": "system", "value": "Be kind."}, {"from": "user", "value": "Hi."}, {"from": "assistant", "value": "Hello!"}]}\n',
    row: ({ format, fields }) =>
      format === 'sharegpt' && (fields['system'] ?? '') !== ''
        ? [at(['system'], 'TRL ignores a "system" column without a word. Make it the first turn.', 'key')]
        : [],
  },
  weightsIgnored(BASE, {
    source: TRAINER,
    formats: ['chat'],
    instead:
      'Make earlier answers part of a prompt ("tunewright convert FILE --to completion"): TRL trains the completion only.',
  }),
  {
    code: 'target-trl-whole-conversation',
    severity: 'information',
    title: 'TRL trains the whole conversation',
    consequence:
      'From rows with "messages" SFTTrainer trains every token, the user\'s too, unless assistant_only_loss=True is set.',
    fix: 'Set assistant_only_loss=True, or convert to completion: there TRL trains the completion only.',
    source:
      'huggingface/trl, docs/source/sft_trainer.md: "Train on assistant messages only", "Train on completion only"',
    bad: CHAT,
    good: '{"prompt": [{"role": "user", "content": "Hi."}], "completion": [{"role": "assistant", "content": "Hello!"}]}\n',
    file: ({ format }) =>
      format === 'chat' || format === 'sharegpt'
        ? [
            "TRL trains every token of a conversation, the user's too, unless assistant_only_loss=True is set. Set it, or convert the file to completion.",
          ]
        : [],
  },
  {
    code: 'target-trl-arguments',
    severity: 'warning',
    title: 'Arguments of a tool call as a string',
    consequence:
      'TRL hands arguments to the chat template as they are. Its documentation writes an object; from a string most templates make JSON within JSON.',
    fix: 'Convert the file: "tunewright convert FILE --to chat --arguments object".',
    source: `${FORMATS}: "Tool Calling"`,
    bad: CALL('"{}"'),
    good: CALL('{}'),
    row: (row) =>
      callsIn(row)
        .filter(({ called }) => typeof called['arguments'] === 'string')
        .map(({ path }) =>
          at(
            [...path, 'function', 'arguments'],
            'Most chat templates write a string here as JSON within JSON; TRL documents an object. Convert the file with --arguments object.',
          ),
        ),
  },
  {
    code: 'target-trl-preference',
    severity: 'error',
    title: 'A preference row in another shape',
    consequence:
      'DPOTrainer reads "prompt", "chosen" and "rejected", each a string or a list of messages, and fails on other shapes.',
    fix: 'Convert the file: "tunewright convert FILE --to preference --target trl".',
    source: `${FORMATS}: "Preference"`,
    bad: '{"conversations": [{"from": "human", "value": "Hi."}], "chosen": {"from": "gpt", "value": "Hello!"}, "rejected": {"from": "gpt", "value": "What?"}}\n',
    good: '{"prompt": "Hi.", "chosen": "Hello!", "rejected": "What?"}\n',
    row: ({ format, fields }) =>
      format !== 'preference' ||
      (['chosen', 'rejected'].every((key) => typeof fields[key] === 'string' || Array.isArray(fields[key])) &&
        !['conversations', 'instruction'].some((key) => Object.hasOwn(fields, key)))
        ? []
        : [
            at(
              [],
              'TRL fails on this shape: it reads "prompt", "chosen" and "rejected" as strings or lists of messages. Convert the file for the target trl.',
            ),
          ],
  },
  {
    code: 'target-trl-kto',
    severity: 'error',
    title: 'A kto row in another shape',
    consequence: 'KTOTrainer reads "prompt", "completion" and "label", and fails on other shapes.',
    fix: 'Convert the file: "tunewright convert FILE --to kto --target trl".',
    source: `${FORMATS}: "Unpaired preference"`,
    bad: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}], "label": true}\n',
    good: '{"prompt": "Hi.", "completion": "Hello!", "label": true}\n',
    row: ({ format, fields }) =>
      format !== 'kto' || (Object.hasOwn(fields, 'completion') && Object.hasOwn(fields, 'label'))
        ? []
        : [
            at(
              [],
              'TRL reads "prompt", "completion" and "label", and fails on this shape. Convert the file for the target trl.',
            ),
          ],
  },
];

export const trl: Target = {
  ...BASE,
  style: { arguments: 'object', roles: 'user', preference: 'trl', kto: 'trl' },
  checks,
};
