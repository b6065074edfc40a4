/** MLX LM: training on Apple silicon with mlx_lm.lora. */
import { arrayCheck, formatCheck, listCheck, stringsOnly, weightsIgnored } from './checks.ts';
import { at } from './rows.ts';
import type { Target, TargetCheck } from './target.ts';

const DATASETS = 'ml-explore/mlx-lm, mlx_lm/tuner/datasets.py';
const LORA = 'ml-explore/mlx-lm, mlx_lm/LORA.md: "Data"';

const BASE = {
  id: 'mlx-lm',
  name: 'MLX LM',
  accepts: [
    { format: 'chat', how: 'train.jsonl in the folder of --data; tools too' },
    { format: 'completion', how: 'prompt and completion as strings, put into the chat template' },
    { format: 'text', how: 'as it is, with an end token; not with --mask-prompt' },
  ],
} as const satisfies Partial<Target>;

const CHAT = '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n';

const checks: TargetCheck[] = [
  formatCheck(BASE, {
    consequence:
      'The first row decides how all are read, and one without "messages", "prompt" and "completion", or "text" ends the run.',
    source: `${DATASETS}: create_dataset; ${LORA}`,
    bad: '{"instruction": "Say hello.", "input": "", "output": "Hello!"}\n',
    good: CHAT,
  }),
  listCheck(BASE, `${DATASETS}: create_dataset`),
  arrayCheck(BASE, { source: `${DATASETS}: load_local_dataset`, row: CHAT.trimEnd() }),
  stringsOnly(BASE, {
    consequence:
      'MLX LM makes a message of each: a list of messages becomes the content of one, and chat templates fail on it.',
    source: `${DATASETS}: CompletionsDataset`,
    instead: 'chat',
  }),
  {
    code: 'target-mlx-lm-other-reading',
    severity: 'warning',
    title: 'Columns that MLX LM reads instead of the messages',
    consequence:
      'Where the first row has "prompt" and "completion", MLX LM trains on those and ignores "messages" without a word.',
    fix: 'Remove or rename the columns "prompt" and "completion".',
    source: `${DATASETS}: create_dataset`,
    bad: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}], "prompt": "Hi.", "completion": "Hello!"}\n',
    good: CHAT,
    row: ({ format, fields }) =>
      format === 'chat' && Object.hasOwn(fields, 'prompt') && Object.hasOwn(fields, 'completion')
        ? [
            at(
              ['prompt'],
              'MLX LM reads "prompt" and "completion" here and ignores "messages" without a word. Remove them.',
              'key',
            ),
          ]
        : [],
  },
  weightsIgnored(BASE, {
    source: `${DATASETS}: ChatDataset`,
    formats: ['chat'],
    instead: 'Use --mask-prompt, which trains the last message only, or take such turns out.',
  }),
];

export const mlxLm: Target = { ...BASE, style: { arguments: 'string', text: 'strings' }, checks };
