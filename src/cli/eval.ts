/** `tunewright eval`: a model's loss on a dataset, as training's own validation computes it. */
import { parseArgs } from 'node:util';
import { describeError, errors, UserError } from '../common/errors.ts';
import { PRODUCT } from '../common/product.ts';
import { readDatasetFile, type Dataset } from '../dataset/read.ts';
import { samplesOf } from '../dataset/samples.ts';
import type { ModelRef } from '../inference/answer.ts';
import type { Parameter } from '../model/engine.ts';
import { loraTable } from '../model/lora.ts';
import { loadTemplate } from '../prompt/template.ts';
import { loadTokenizer } from '../prompt/tokenizer.ts';
import { recipeFlags, recipeFromFlags, recipeUsage } from '../recipe/flags.ts';
import { resolveRecipe, type Recipe } from '../recipe/recipe.ts';
import type { SettingName } from '../recipe/settings.ts';
import { createEngine } from '../training/createEngine.ts';
import { evaluate } from '../training/evaluate.ts';
import type { TrainableModel } from '../training/options.ts';
import { lengthLimit, prepareRows, requireRows } from '../training/prepare.ts';
import { readAdapter } from '../weights/adapter.ts';
import { loadModel, type LoadedModel } from '../weights/modelFolder.ts';
import type { CliCommand } from './command.ts';
import { evalRecipe } from './evalRecipe.ts';
import { evalText, type EvalReport } from './evalText.ts';
import {
  MODEL_FLAGS,
  MODEL_SYNOPSIS,
  MODEL_USAGE,
  resolveModelFlags,
  resolvePromptSource,
  type ModelFlagValues,
} from './modelOptions.ts';

const SETTINGS_USED = [
  'dataset',
  'columns',
  'format',
  'maxLength',
  'threads',
  'engine',
] as const satisfies SettingName[];

const USAGE = `Usage: ${PRODUCT.command} eval ${MODEL_SYNOPSIS} --dataset FILE [options]

Computes a model's loss on a dataset: the mean over all trained tokens, and that of each row.

${MODEL_USAGE}  --json                    print one JSON object: loss, supervisedTokens, rows, skipped, cut

${recipeUsage(SETTINGS_USED)}
Without --max-length, rows are cut as the run did, or at the model's context.
`;

const HELP = `Run "${PRODUCT.command} eval --help".`;

export const evalCommand: CliCommand = {
  name: 'eval',
  summary: "measure a model's loss on a dataset, row by row",
  usage: USAGE,
  async run(args, io) {
    const { model, settings, isJson } = parse(args);
    const reference = await resolveModelFlags(model, HELP);
    const source = await resolvePromptSource(model, HELP);
    const recipe = evalRecipe(settings, source.recipe);
    const dataset = await readDataset(recipe);
    const { samples, skipped } = samplesOf(dataset);
    const tokenizer = await loadTokenizer(source.folder);
    const template = await loadTemplate(source.folder, { tokenizer, now: source.now });
    try {
      const loaded = await loadModel(reference.base);
      const { maxPosition, vocabSize } = loaded.config;
      const isCut = 'maxLength' in settings || source.recipe.maxLength !== undefined;
      const maxLength = isCut ? lengthLimit(recipe.maxLength, maxPosition) : maxPosition;
      const prepared = await prepareRows(samples, { tokenizer, template, maxLength, vocabSize });
      const allSkipped = [...skipped, ...prepared.skipped].sort((a, b) => a.row - b.row);
      requireRows({ rows: prepared.rows, skipped: allSkipped });
      const engine = await createEngine(await asTrainable(loaded, reference), recipe);
      try {
        const { microBatchTokens } = recipe;
        const evaluation = await evaluate(engine, prepared.rows, { microBatchTokens, maxPosition });
        if (!Number.isFinite(evaluation.loss)) throw errors.modelNotFinite();
        const report: EvalReport = { ...evaluation, skipped: allSkipped, cut: prepared.cut };
        io.stdout(isJson ? `${JSON.stringify(report)}\n` : evalText(report));
        return 0;
      } finally {
        await engine.dispose();
      }
    } finally {
      template.dispose();
    }
  },
};

type EvalArguments = { model: ModelFlagValues; settings: Record<string, unknown>; isJson: boolean };

function parse(args: string[]): EvalArguments {
  try {
    const options = { ...recipeFlags(SETTINGS_USED), ...MODEL_FLAGS, json: { type: 'boolean' as const } };
    const { values } = parseArgs({ args, options });
    const settings = recipeFromFlags({ ...values, base: undefined });
    resolveRecipe([{ source: 'flag', values: settings }]); // what is wrong is told before a model is looked for
    return { model: values, settings, isJson: values.json === true };
  } catch (error) {
    throw error instanceof UserError && error.code === 'usage' ? error : errors.usage(describeError(error), HELP);
  }
}

async function readDataset({ dataset: path, columns, format }: Recipe): Promise<Dataset> {
  const dataset = await readDatasetFile(path, { columns, ...(format === 'auto' ? {} : { format }) });
  if (dataset.rows.length === 0) throw errors.nothingToTrain(`${path} has no rows.`);
  if (dataset.format === 'unknown') throw errors.formatNotKnown(path, dataset.suggestedColumns);
  return dataset;
}

/** The adapter stays beside the weights, as in training: merging it in would change the last digits. */
async function asTrainable({ config, parameters }: LoadedModel, reference: ModelRef): Promise<TrainableModel> {
  if (reference.adapter === undefined) return { config, frozen: parameters, trainable: new Map() };
  const { rank, alpha, parameters: adapted } = await readAdapter(reference.adapter, config);
  // What an adapter leaves alone has zeros here.
  const trainable = loraTable(config, rank).map(({ name, shape }): [string, Parameter] => [
    name,
    adapted.get(name) ?? { shape, data: new Float32Array(shape[0] * shape[1]) },
  ]);
  return { config, frozen: parameters, trainable: new Map(trainable), lora: { rank, alpha } };
}
