/** Unsloth: its helpers for datasets before TRL's trainers. */
import { weightsIgnored } from './checks.ts';
import { at, messagesAt, speakerOf } from './rows.ts';
import type { Target, TargetCheck } from './target.ts';

const ZOO = 'unslothai/unsloth-zoo, unsloth_zoo/dataset_utils.py';
const STANDARDIZE = `${ZOO}: standardize_data_formats (standardize_sharegpt)`;

const BASE = {
  id: 'unsloth',
  name: 'Unsloth',
  accepts: [
    { format: 'sharegpt', how: 'standardize_sharegpt, then a formatting_func with the chat template' },
    { format: 'chat', how: 'a formatting_func with the chat template' },
    { format: 'completion', how: 'as TRL reads it' },
    { format: 'text', how: 'dataset_text_field="text"' },
    { format: 'alpaca', how: 'a formatting_func with a prompt of your own, or to_sharegpt' },
    { format: 'preference', how: 'as TRL reads it' },
    { format: 'kto', how: 'as TRL reads it' },
  ],
} as const satisfies Partial<Target>;

const TURNS = (turns: string): string => `{"conversations": [${turns}]}\n`;
const GOOD = TURNS('{"from": "human", "value": "Hi."}, {"from": "gpt", "value": "Hello!"}');
const ALIASES = ['system', 'user', 'human', 'input', 'gpt', 'assistant', 'output'];

const checks: TargetCheck[] = [
  {
    code: 'target-unsloth-turn-keys',
    severity: 'error',
    title: 'A turn with more than speaker and text',
    consequence:
      'standardize_sharegpt takes turns with exactly two keys, both of text: a third key in the first ten rows stops it, and later ones are left out without a word.',
    fix: 'Remove the other keys.',
    source: STANDARDIZE,
    bad: TURNS('{"from": "human", "value": "Hi."}, {"from": "gpt", "value": "Hello!", "weight": 1}'),
    good: GOOD,
    row: ({ format, fields }) =>
      format !== 'sharegpt'
        ? []
        : messagesAt(fields['conversations'], ['conversations']).flatMap(({ message, path }) =>
            Object.keys(message)
              .slice(2)
              .map((key) =>
                at(
                  [...path, key],
                  `Unsloth's standardize_sharegpt stops at a third key of a turn, or leaves it out without a word. Remove "${key}".`,
                  'key',
                ),
              ),
          ),
  },
  {
    code: 'target-unsloth-role',
    severity: 'error',
    title: 'A speaker that standardize_sharegpt does not know',
    consequence: `It knows ${ALIASES.join(', ')}; any other speaker stops it with an error.`,
    fix: 'Convert the file: "tunewright convert FILE --to chat --target unsloth", or name the speaker in its aliases.',
    source: STANDARDIZE,
    bad: TURNS(
      '{"from": "human", "value": "Fly!"}, {"from": "function_call", "value": "{\\"name\\": \\"fly\\", \\"arguments\\": {}}"}',
    ),
    good: GOOD,
    row: ({ format, fields }) =>
      format !== 'sharegpt'
        ? []
        : messagesAt(fields['conversations'], ['conversations'])
            .map(speakerOf)
            .filter(({ name }) => !ALIASES.includes(name))
            .slice(0, 1)
            .map(({ name, path }) =>
              at(
                path,
                `Unsloth's standardize_sharegpt stops at the speaker "${name}". Convert the file to chat, or name it in the aliases.`,
              ),
            ),
  },
  {
    code: 'target-unsloth-formatting-func',
    severity: 'information',
    title: 'Rows for which Unsloth needs a formatting function',
    consequence:
      'Without a "text" column, and without prompt and completion, Unsloth stops unless a formatting_func makes texts of the rows.',
    fix: 'Give SFTTrainer a formatting_func, or map the rows to a "text" column with the chat template.',
    source: `${ZOO}: sft_prepare_dataset`,
    bad: GOOD,
    good: '{"prompt": "Hi.", "completion": "Hello!"}\n',
    file: ({ format }) =>
      format === 'chat' || format === 'sharegpt' || format === 'alpaca'
        ? [
            `Unsloth stops on ${format} rows unless a formatting_func makes texts of them. Give the trainer one that applies the chat template.`,
          ]
        : [],
  },
  weightsIgnored(BASE, {
    source: ZOO,
    formats: ['chat'],
    instead: 'Take such turns out; train_on_responses_only trains all answers.',
  }),
];

export const unsloth: Target = {
  ...BASE,
  style: { arguments: 'object', roles: 'human', preference: 'trl', kto: 'trl', developer: 'system' },
  checks,
};
