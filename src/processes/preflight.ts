/** What a run would do, worked out before anything is written: rows, trained tokens, what is left out and why, steps, a rough time. */
import { resolve } from 'node:path';
import { errors } from '../common/errors.ts';
import { readDatasetFile, readDatasetText, type Dataset, type ReadOptions } from '../dataset/read.ts';
import type { SampleRow, SkippedRow } from '../dataset/sample.ts';
import { samplesOf } from '../dataset/samples.ts';
import type { Parameters } from '../model/engine.ts';
import { loadTemplate } from '../prompt/template.ts';
import { loadTokenizer } from '../prompt/tokenizer.ts';
import type { Recipe, ResolvedRecipe } from '../recipe/recipe.ts';
import { lengthLimit, prepareRows, requireRows } from '../training/prepare.ts';
import { planRun } from '../training/runPlan.ts';
import { splitRows } from '../training/split.ts';
import { loadModel, resolveBase } from '../weights/modelFolder.ts';

export type Preflight = {
  resolved: ResolvedRecipe;
  dataset: { path: string; format: string; rows: number };
  /** Rows that go into the snapshot; the trainer finds those without trained tokens again. */
  samples: SampleRow[];
  baseFolder: string;
  template: { kind: string; hash: string };
  summary: RunSummary;
};

/** Plain data, for the confirmation in the editor and `--dry-run --json`. */
export type RunSummary = {
  rows: number;
  trainRows: number;
  validationRows: number;
  skipped: SkippedReason[];
  /** Rows longer than the limit, of which only the beginning is used. */
  cutRows: number;
  maxLength: number;
  supervisedTokensPerEpoch: number;
  tokensPerEpoch: number;
  totalSteps: number;
  totalParameters: number;
  /** From the number of multiplications; good to a factor of two. */
  estimatedSeconds: number;
};

type SkippedReason = { code: string; reason: string; rows: number; /** The first of them. */ firstRow: number };

/** Measured on two AVX-512 cores with models of 12 and 135 million parameters (docs/experiments); small models reach half of it. */
const OPERATIONS_PER_SECOND_AND_THREAD = 5e10;
/** Loading, compiling one graph a batch shape, saving. */
const OVERHEAD_SECONDS = 3;

/** `text`: the unsaved document of an editor, instead of the file. Throws every UserError that a run would fail with before its first step, but for the engine's. */
export async function preflight(resolved: ResolvedRecipe, text?: string): Promise<Preflight> {
  const { recipe } = resolved;
  const dataset = await readDataset(recipe, text);
  if (dataset.rows.length === 0) throw errors.nothingToTrain(`${recipe.dataset} has no rows.`);
  if (dataset.format === 'unknown') throw errors.formatNotKnown(recipe.dataset, dataset.suggestedColumns);
  const { samples, skipped } = samplesOf(dataset);
  const baseFolder = resolveBase(recipe.base);
  const model = await loadModel(baseFolder); // first: its messages are about the folder as a whole
  const tokenizer = await loadTokenizer(baseFolder);
  // A fixed time, as the run will have.
  const template = await loadTemplate(baseFolder, { tokenizer, now: new Date() });
  try {
    const { vocabSize, maxPosition } = model.config;
    const maxLength = lengthLimit(recipe.maxLength, maxPosition);
    const prepared = await prepareRows(samples, { tokenizer, template, maxLength, vocabSize });
    const allSkipped = [...skipped, ...prepared.skipped].sort((a, b) => a.row - b.row);
    requireRows({ ...prepared, skipped: allSkipped });
    const { train, validation } = splitRows(prepared.rows, recipe.validationShare, recipe.seed);
    const tokensPerEpoch = train.reduce((sum, row) => sum + row.ids.length, 0);
    const { stepsPerEpoch, totalSteps } = planRun(train, recipe, maxPosition);
    const totalParameters = countWeights(model.parameters);
    return {
      resolved,
      dataset: { path: resolve(recipe.dataset), format: dataset.format, rows: dataset.rows.length },
      samples,
      baseFolder,
      template: { kind: template.kind, hash: template.hash },
      summary: {
        rows: dataset.rows.length,
        trainRows: train.length,
        validationRows: validation.length,
        skipped: groupSkipped(allSkipped),
        cutRows: prepared.cut.length,
        maxLength,
        supervisedTokensPerEpoch: train.reduce((sum, row) => sum + row.nSupervised, 0),
        tokensPerEpoch,
        totalSteps,
        totalParameters,
        estimatedSeconds: estimateSeconds(recipe, totalParameters, (tokensPerEpoch * totalSteps) / stepsPerEpoch),
      },
    };
  } finally {
    template.dispose();
  }
}

function readDataset(recipe: Recipe, text: string | undefined): Promise<Dataset> {
  const { dataset, columns, format } = recipe;
  const options: ReadOptions = { columns, ...(format === 'auto' ? {} : { format }) };
  return text === undefined
    ? readDatasetFile(dataset, options)
    : Promise.resolve(readDatasetText(text, dataset, options));
}

/** Most frequent first. */
function groupSkipped(skipped: readonly SkippedRow[]): SkippedReason[] {
  const groups = new Map<string, SkippedReason>();
  for (const { row, code, reason } of skipped) {
    const group = groups.get(reason);
    if (group === undefined) groups.set(reason, { code, reason, rows: 1, firstRow: row });
    else group.rows++;
  }
  return [...groups.values()].sort((a, b) => b.rows - a.rows);
}

/** Forward 2, gradient of the activations 2, and for full tuning gradient of the weights 2 operations a weight and token. */
function estimateSeconds(recipe: Recipe, totalParameters: number, tokens: number): number {
  const operations = (recipe.method === 'full' ? 6 : 4) * totalParameters * tokens;
  return OVERHEAD_SECONDS + operations / (OPERATIONS_PER_SECOND_AND_THREAD * recipe.threads);
}

const countWeights = (parameters: Parameters): number =>
  [...parameters.values()].reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
