/** What `tunewright pretrain` was asked: its flags, checked, as a recipe and the shape of a new model. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describeError, errors } from '../common/errors.ts';
import { PRODUCT } from '../common/product.ts';
import { recipeFlags, recipeFromFlags } from '../recipe/flags.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { SettingName } from '../recipe/settings.ts';
import { resolveSettings } from './parse.ts';

const SETTINGS_USED = ['batchTokens', 'learningRate', 'seed', 'threads', 'engine'] as const satisfies SettingName[];

/** Sizes of a new model, by flag; the defaults are those of the embedded base. */
const SHAPE = {
  'hidden-size': { key: 'hidden_size', default: 192 },
  'intermediate-size': { key: 'intermediate_size', default: 512 },
  layers: { key: 'num_hidden_layers', default: 7 },
  heads: { key: 'num_attention_heads', default: 6 },
  'kv-heads': { key: 'num_key_value_heads', default: 2 },
  'head-dim': { key: 'head_dim', default: 32 },
} as const;

export const PRETRAIN_USAGE = `Usage: ${PRODUCT.command} pretrain --text FILE… --tokenizer DIR --out DIR --steps N [options]

Trains a small Llama on raw text from a random start, and writes it as a model folder.

  --text FILE           plain text, or .gz; may be given several times. A line <|endoftext|> divides documents
  --tokenizer DIR       the folder with tokenizer.json and tokenizer_config.json
  --out DIR             the model folder to make; it must be empty or new
  --steps N             optimizer steps
  --resume              go on in --out with what Ctrl+C or a crash left there; give the same options again
  --config FILE         the model's config.json, instead of the sizes below
  --hidden-size N, --intermediate-size N, --layers N, --heads N, --kv-heads N, --head-dim N
                        [192, 512, 7, 6, 2, 32]
  --context N           tokens that are predicted from one another [512]
  --batch-tokens N      tokens of an optimizer step [8192]
  --learning-rate X     the highest rate [0.003]
  --evaluate-every N    steps between two measurements on held-out documents, and two checkpoints [a tenth of all]
  --dtype F16|F32       how the weights are stored [F16]
  --seed N              [0]
  --threads N           processor threads [all]
  --engine NAME         onnx, tensorflow or cpu [onnx]
  --json                one JSON object a line on standard output

Of every hundred documents one is held out; bits per byte are measured on them.
`;

const HELP = `Run "${PRODUCT.command} pretrain --help".`;

export type PretrainOptions = {
  texts: string[];
  tokenizer: string;
  out: string;
  context: number;
  resume: boolean;
  configFile: string | undefined;
  /** config.json's keys for the sizes, where no file is given. */
  shape: Record<string, number>;
  dtype: 'F16' | 'F32';
  recipe: Recipe;
  isJson: boolean;
};

export function parsePretrainOptions(args: string[]): PretrainOptions {
  const values = parse(args);
  const required = (name: 'tokenizer' | 'out' | 'steps'): string => {
    const value = values[name];
    if (typeof value !== 'string' || value === '') throw errors.usage(`--${name} is missing.`, HELP);
    return value;
  };
  const number = (name: string, value: FlagValue, fallback: number): number => {
    if (value === undefined) return fallback;
    if (typeof value !== 'string' || !/^[1-9]\d{0,8}$/.test(value))
      throw errors.usage(`--${name} must be a whole number from 1, not "${value.toString()}".`, HELP);
    return Number(value);
  };
  const texts = values['text'] as string[] | undefined;
  if (texts === undefined) throw errors.usage('--text is missing.', HELP);
  const dtype = values['dtype'] ?? 'F16';
  if (dtype !== 'F16' && dtype !== 'F32') throw errors.usage(`--dtype is F16 or F32, not "${String(dtype)}".`, HELP);
  const shapeFlags = Object.entries(SHAPE);
  const given = shapeFlags.filter(([flag]) => values[flag] !== undefined);
  if (values['config'] !== undefined && given.length > 0)
    throw errors.usage(`--config already says what --${given[0]![0]} is.`, HELP);
  const context = number('context', values['context'], 512);
  const maxSteps = number('steps', required('steps'), 0);
  const every = number('evaluate-every', values['evaluate-every'], Math.max(1, Math.ceil(maxSteps / 10)));
  return {
    texts: texts.map((path) => resolve(path)),
    tokenizer: resolve(required('tokenizer')),
    out: resolve(required('out')),
    context,
    resume: values['resume'] === true,
    configFile: values['config'] as string | undefined,
    shape: Object.fromEntries(shapeFlags.map(([flag, size]) => [size.key, number(flag, values[flag], size.default)])),
    dtype,
    recipe: makeRecipe(recipeFromFlags(values), { context, maxSteps, every }),
    isJson: values['json'] === true,
  };
}

type FlagValue = string | boolean | (string | boolean)[] | undefined;

function parse(args: string[]): Record<string, FlagValue> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const shape = Object.fromEntries(Object.keys(SHAPE).map((name) => [name, text]));
  const own = { tokenizer: text, out: text, steps: text, context: text, config: text, dtype: text };
  const others = { text: { ...text, multiple: true }, resume: flag, json: flag, 'evaluate-every': text };
  try {
    const { values } = parseArgs({ args, options: { ...recipeFlags(SETTINGS_USED), ...shape, ...own, ...others } });
    return values;
  } catch (error) {
    throw errors.usage(describeError(error), HELP);
  }
}

/** Pretraining is full tuning from a random start; only what suits a long run on plain text differs from a recipe's defaults. */
function makeRecipe(
  flags: Record<string, unknown>,
  { context, maxSteps, every }: { context: number; maxSteps: number; every: number },
): Recipe {
  const defaults = { batchTokens: 8192, learningRate: 3e-3, warmUp: 0.05, weightDecay: 0.05, beta2: 0.95 };
  const fixed = {
    dataset: 'raw text',
    method: 'full',
    microBatchTokens: Math.max(4096, context),
    maxLength: context + 1,
    maxSteps,
    evaluateEvery: every,
    checkpointEvery: every,
  };
  return resolveSettings('pretrain', [{ source: 'flag', values: { ...defaults, ...flags, ...fixed } }]).recipe;
}
