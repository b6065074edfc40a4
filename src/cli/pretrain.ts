/** `tunewright pretrain`: a new small model from raw text, with the same loop and engine as fine-tuning. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errors, UserError } from '../common/errors.ts';
import { writeFileAtomic } from '../common/files.ts';
import type { JsonObject } from '../common/json.ts';
import type { ModelConfig } from '../model/config.ts';
import { loadTokenizer, type Tokenizer } from '../prompt/tokenizer.ts';
import { loadNewestCheckpoint, saveCheckpoint } from '../runs/checkpoints.ts';
import { makeCorpus, readDocuments } from '../training/corpus.ts';
import { createEngine } from '../training/createEngine.ts';
import type { TrainingEvent } from '../training/events.ts';
import { initialParameters } from '../training/initialParameters.ts';
import type { TrainingRow } from '../training/rows.ts';
import { train } from '../training/train.ts';
import { readJsonObject } from '../weights/jsonFile.ts';
import { parseModelConfig } from '../weights/modelConfig.ts';
import { copyCompanions, saveModel } from '../weights/save.ts';
import type { CliCommand, CliIo } from './command.ts';
import { parsePretrainOptions, PRETRAIN_USAGE, type PretrainOptions } from './pretrainOptions.ts';

/** Within --out, while it lasts: config, tokenizer and checkpoints. It goes when the model is whole. */
const WORK = 'pretraining';

export const pretrainCommand: CliCommand = {
  name: 'pretrain',
  stopsInOrder: true,
  summary: 'train a new small model on raw text',
  usage: PRETRAIN_USAGE,
  async run(args, io) {
    const options = parsePretrainOptions(args);
    const { recipe, out, context } = options;
    const tokenizer = await loadTokenizer(options.tokenizer);
    const { config, json } = await readConfig(options, tokenizer);
    const documents = await readDocuments(options.texts);
    const work = join(out, WORK);
    await requirePlace(options);
    const corpus = makeCorpus(documents, tokenizer, context, recipe.seed);
    await writeWork(work, options.tokenizer, json);
    const checkpoints = join(work, 'checkpoints');
    const { state } = options.resume ? await loadNewestCheckpoint(checkpoints) : { state: undefined };

    const trainable = initialParameters(config, recipe.seed);
    const model = { config, frozen: new Map<string, never>(), trainable };
    const engine = await createEngine(model, recipe);
    const report = createReport(options, io, corpus.validationBytes, sumTokens(corpus.validation));
    let isAsked = false;
    let exitCode = 0;
    try {
      report.begin({ documents: corpus.nDocument, trainTokens: corpus.trainTokens });
      const events = train(
        {
          recipe,
          model,
          data: { train: corpus.train, validation: corpus.validation, skipped: 0 },
          saveCheckpoint: (checkpoint) => saveCheckpoint(checkpoints, checkpoint),
          saveResult: () => saveModel(out, work, trainable, options.dtype).then(() => out),
          takeRequest: () => {
            if (!io.signal.aborted || isAsked) return undefined;
            isAsked = true;
            return 'stop';
          },
          ...(state === undefined ? {} : { resume: state }),
        },
        engine,
      );
      for await (const event of events) {
        report.event(event);
        if (event.type === 'failed') throw new UserError(event.code, event.message, event.next);
        if (event.type !== 'finished') continue;
        if (event.reason === 'completed') await rm(work, { recursive: true });
        else exitCode = 130;
      }
    } finally {
      await engine.dispose();
    }
    return exitCode;
  },
};

async function readConfig(
  { configFile, shape, context }: PretrainOptions,
  { vocabSize, endToken }: Tokenizer,
): Promise<{ config: ModelConfig; json: JsonObject }> {
  const path = configFile ?? '--config';
  const end = endToken === undefined ? {} : { bos_token_id: endToken.id, eos_token_id: endToken.id };
  const json: JsonObject =
    configFile === undefined
      ? {
          architectures: ['LlamaForCausalLM'],
          model_type: 'llama',
          vocab_size: vocabSize,
          ...shape,
          max_position_embeddings: context,
          rms_norm_eps: 1e-5,
          rope_theta: 10_000,
          hidden_act: 'silu',
          tie_word_embeddings: true,
          torch_dtype: 'float32',
          ...end,
        }
      : await readJsonObject(configFile, (problem) => errors.modelFolderInvalid(configFile, problem));
  const config = parseModelConfig(json, path);
  if (config.vocabSize < vocabSize)
    throw errors.modelFolderInvalid(path, `"vocab_size" is ${config.vocabSize}; the tokenizer has ${vocabSize} tokens`);
  if (config.maxPosition < context)
    throw errors.usage(
      `--context ${context} is longer than the model's ${config.maxPosition} positions.`,
      'Lower it, or raise "max_position_embeddings".',
    );
  return { config, json };
}

async function requirePlace({ out, resume }: PretrainOptions): Promise<void> {
  const names: string[] = await readdir(out).catch(() => []);
  if (resume && !names.includes(WORK))
    throw errors.usage(`There is nothing to go on with in ${out}.`, 'Leave out --resume to start there.');
  if (!resume && names.length > 0)
    throw errors.usage(`${out} is not empty.`, 'Choose another --out, or go on there with --resume.');
}

const sumTokens = (rows: readonly TrainingRow[]): number => rows.reduce((sum, row) => sum + row.nSupervised, 0);

async function writeWork(work: string, tokenizer: string, config: JsonObject): Promise<void> {
  await copyCompanions(tokenizer, work);
  await writeFileAtomic(join(work, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
}

type Report = { begin(facts: { documents: number; trainTokens: number }): void; event(event: TrainingEvent): void };

/** Events as they come, without row lists (they are windows of the text); evaluations also in bits per byte. */
function createReport(
  { isJson, recipe }: PretrainOptions,
  io: CliIo,
  heldOutBytes: number,
  heldOutTokens: number,
): Report {
  const bitsPerByte = (loss: number, tokens: number): number => (loss * tokens) / Math.LN2 / heldOutBytes;
  return {
    begin: ({ documents, trainTokens }) =>
      io.stderr(`${documents} documents, ${trainTokens} training tokens, ${heldOutTokens} held out\n`),
    event(event) {
      const measured =
        event.type === 'evaluation' ? { bitsPerByte: bitsPerByte(event.loss, event.supervisedTokens) } : {};
      if (isJson) io.stdout(`${JSON.stringify({ ...event, rows: undefined, ...measured })}\n`);
      if (event.type === 'evaluation')
        io.stderr(`Step ${event.step}: ${bitsPerByte(event.loss, event.supervisedTokens).toFixed(4)} bits per byte\n`);
      if (event.type === 'step' && (event.step % 10 === 0 || event.step === recipe.maxSteps))
        io.stderr(`Step ${event.step} of ${recipe.maxSteps}: loss ${event.loss.toFixed(4)}\n`);
      if (event.type === 'finished')
        io.stderr(`${event.reason === 'stopped' ? 'Stopped; go on with --resume' : 'Done'}: ${event.result}\n`);
    },
  };
}
