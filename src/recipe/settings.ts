/**
 * The one list of settings of a training run. The recipe's type, the JSON schema of *.tune.json, the command line's
 * flags, the editor's form and the documentation derive from it.
 */

/** What a default may depend on. Asked in the order of the list, so `method` and `base` are known first. */
export type DefaultContext = { method: string; base: string; processors: number };

export type Setting = {
  /** One sentence. */
  doc: string;
  /** Name on the command line, without the dashes. */
  flag: string;
  /** Left out: the user must say it. */
  default?: unknown;
  /** For people who know why. */
  advanced?: true;
} & (
  | { type: 'text' }
  | { type: 'choice'; choices: readonly string[] }
  | { type: 'integer' | 'number'; minimum: number; maximum: number }
  /** Own column names to field names. */
  | { type: 'columns' }
);

/**
 * Adapters start at zero and take larger steps than the weights themselves. The embedded base is so small that it learns
 * best at rates that would ruin models of a hundred million parameters and more (docs/experiments.md).
 */
const learningRate = ({ method, base }: DefaultContext): number => {
  const adapter = method === 'lora';
  if (base === 'embedded') return adapter ? 5e-3 : 3e-3;
  return adapter ? 2e-4 : 2e-5;
};

export const SETTINGS = {
  dataset: { type: 'text', flag: 'dataset', doc: 'Path of the dataset file to learn from.' },
  base: {
    type: 'text',
    flag: 'base',
    default: 'embedded',
    doc: 'The base model: "embedded", or the path of a model folder as Hugging Face writes it.',
  },
  method: {
    type: 'choice',
    choices: ['lora', 'full'],
    flag: 'method',
    // All weights of so small a base fit anywhere, and they learn more than an adapter does (docs/experiments.md).
    default: ({ base }: DefaultContext) => (base === 'embedded' ? 'full' : 'lora'),
    doc: 'What moves: "lora" trains small matrices beside the frozen weights, "full" trains every weight.',
  },
  epochs: {
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    flag: 'epochs',
    default: ({ method, base }: DefaultContext) => (base !== 'embedded' ? 3 : method === 'full' ? 6 : 10),
    doc: 'How often each row is seen.',
  },
  learningRate: {
    type: 'number',
    minimum: 1e-8,
    maximum: 1,
    flag: 'learning-rate',
    default: learningRate,
    doc: 'The highest learning rate, reached after the warm-up; it then falls to zero along a cosine.',
  },
  rank: { type: 'integer', minimum: 1, maximum: 1024, flag: 'rank', default: 16, doc: 'Rank of the LoRA matrices.' },
  alpha: {
    type: 'number',
    minimum: 0.01,
    maximum: 4096,
    flag: 'alpha',
    default: 32,
    doc: 'LoRA updates are scaled by alpha divided by rank.',
  },
  batchTokens: {
    type: 'integer',
    minimum: 16,
    maximum: 1_048_576,
    flag: 'batch-tokens',
    default: ({ base }: DefaultContext) => (base === 'embedded' ? 1024 : 4096),
    doc: 'Most tokens, padding included, that one optimizer step learns from.',
  },
  microBatchTokens: {
    type: 'integer',
    minimum: 16,
    maximum: 1_048_576,
    flag: 'micro-batch-tokens',
    default: ({ base }: DefaultContext) => (base === 'embedded' ? 4096 : 1024),
    advanced: true,
    doc: 'Most tokens computed at once; a step with more adds up several parts, which needs less memory.',
  },
  maxLength: {
    type: 'integer',
    minimum: 8,
    maximum: 1_048_576,
    flag: 'max-length',
    default: ({ base }: DefaultContext) => (base === 'embedded' ? 512 : 1024),
    doc: 'Longer rows are cut to this many tokens, never beyond what the base model can read.',
  },
  seed: {
    type: 'integer',
    minimum: 0,
    maximum: 2 ** 31 - 1,
    flag: 'seed',
    default: 0,
    doc: 'The same seed, data, settings and thread count give the same result.',
  },
  threads: {
    type: 'integer',
    minimum: 1,
    maximum: 256,
    flag: 'threads',
    default: ({ processors }: DefaultContext) => processors,
    doc: 'Processor threads to compute with.',
  },
  engine: {
    type: 'choice',
    choices: ['onnx', 'tensorflow', 'cpu'],
    flag: 'engine',
    default: 'onnx',
    advanced: true,
    doc: 'What computes: "onnx" is fast, "tensorflow" needs @tensorflow/tfjs-node, "cpu" is the slow reference.',
  },
  format: {
    type: 'choice',
    choices: ['auto', 'alpaca', 'chat', 'sharegpt', 'completion', 'text', 'preference', 'kto'],
    flag: 'format',
    default: 'auto',
    advanced: true,
    doc: 'Format of the dataset; "auto" looks at the file.',
  },
  columns: {
    type: 'columns',
    flag: 'columns',
    default: {},
    doc: 'Names of own columns and the fields they stand for, such as question=instruction,answer=output.',
  },
  validationShare: {
    type: 'number',
    minimum: 0,
    maximum: 0.5,
    flag: 'validation-share',
    default: 0.1,
    doc: 'Share of the rows kept back to measure what was learned.',
  },
  evaluateEvery: {
    type: 'integer',
    minimum: 0,
    maximum: 1_000_000,
    flag: 'evaluate-every',
    default: 0,
    advanced: true,
    doc: 'Steps between two evaluations; 0 means once an epoch.',
  },
  checkpointEvery: {
    type: 'integer',
    minimum: 0,
    maximum: 1_000_000,
    flag: 'checkpoint-every',
    default: 0,
    advanced: true,
    doc: 'Steps between two checkpoints; 0 means once an epoch.',
  },
  maxSteps: {
    type: 'integer',
    minimum: 0,
    maximum: 10_000_000,
    flag: 'max-steps',
    default: 0,
    advanced: true,
    doc: 'Number of optimizer steps instead of whole epochs; 0 means as many as the epochs have.',
  },
  warmUp: {
    type: 'number',
    minimum: 0,
    maximum: 0.9,
    flag: 'warm-up',
    default: 0.05,
    advanced: true,
    doc: 'Share of the steps in which the learning rate rises from zero.',
  },
  weightDecay: {
    type: 'number',
    minimum: 0,
    maximum: 1,
    flag: 'weight-decay',
    default: 0.01,
    advanced: true,
    doc: 'Decoupled weight decay, on projection matrices only: never on norms, embeddings or the output head.',
  },
  clipNorm: {
    type: 'number',
    minimum: 1e-6,
    maximum: 1e9,
    flag: 'clip-norm',
    default: 1,
    advanced: true,
    doc: 'Gradients whose norm over all weights is larger are scaled down to it.',
  },
  beta1: {
    type: 'number',
    minimum: 0,
    maximum: 0.9999,
    flag: 'beta1',
    default: 0.9,
    advanced: true,
    doc: "Decay of Adam's mean of gradients.",
  },
  beta2: {
    type: 'number',
    minimum: 0,
    maximum: 0.999999,
    flag: 'beta2',
    default: 0.999,
    advanced: true,
    doc: "Decay of Adam's mean of squared gradients.",
  },
  epsilon: {
    type: 'number',
    minimum: 1e-16,
    maximum: 1,
    flag: 'epsilon',
    default: 1e-8,
    advanced: true,
    doc: "Added to the denominator of Adam's update.",
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];
