/** `tunewright train`: says what will happen, trains, says what came of it. */
import { text } from 'node:stream/consumers';
import { errors, UserError } from '../common/errors.ts';
import { launchTrainer } from '../processes/launchTrainer.ts';
import { createRun, defaultPlace, orDiscard, type RunPlace } from '../processes/newRun.ts';
import { preflight } from '../processes/preflight.ts';
import { trainRun } from '../processes/trainRun.ts';
import { recipeUsage } from '../recipe/flags.ts';
import { readRun } from '../runs/list.ts';
import type { RunEvent } from '../training/events.ts';
import type { CliCommand, CliIo } from './command.ts';
import { preflightLines } from './preflightText.ts';
import { shortPath } from './shortPath.ts';
import { createTrainReport } from './trainReport.ts';
import { parseTrainOptions, type TrainRequestOptions } from './trainOptions.ts';

const USAGE = `Usage: tunewright train --dataset FILE [options]
       tunewright train RECIPE.tune.json [options]
       tunewright train --resume RUN

Fine-tunes a base model on a dataset. Ctrl+C saves and stops; twice ends at once (the last checkpoint stays).

Options:
  --out DIR         The run folder; it must be empty or new. Else: .tunewright/runs/<time>-<name> beside the dataset
  --workspace DIR   Put .tunewright into this folder instead of beside the dataset
  --resume RUN      Go on with a run that was stopped, killed or failed, exactly as if it had not been
  --dry-run         Only say what would happen
  --detach          Train in a process of its own that outlives this one
  --node-path FILE  The Node for --detach
  --stdin           Take the dataset's text from standard input; --dataset only names it
  --json            Events as JSON lines on standard output

Settings, each with its default for the embedded base:
${recipeUsage()}`;

export const trainCommand: CliCommand = {
  name: 'train',
  stopsInOrder: true,
  summary: 'fine-tune a base model on a dataset',
  usage: USAGE,
  async run(args, io) {
    const options = await parseTrainOptions(args);
    return options.kind === 'resume' ? resumeRun(options, io) : startRun(options, io);
  },
};

type Discard = () => Promise<void>;

async function startRun(options: Extract<TrainRequestOptions, { kind: 'new' }>, io: CliIo): Promise<number> {
  const given = options.stdin ? await text(process.stdin) : undefined;
  const plan = await preflight(options.resolved, given);
  io.stderr(preflightLines(plan));
  if (options.dryRun) {
    const { recipe: settings, sources } = options.resolved;
    if (options.json) io.stdout(`${JSON.stringify({ dataset: plan.dataset, settings, sources, ...plan.summary })}\n`);
    return 0;
  }
  if (io.signal.aborted) return 130; // nothing was made yet
  const place: RunPlace =
    options.out !== undefined
      ? { out: options.out }
      : options.workspace !== undefined
        ? { workspace: options.workspace }
        : defaultPlace(plan.dataset);
  const { paths, discard } = await createRun(plan, place, given);
  io.stderr(`Run        ${shortPath(paths.root)}\n`);
  return trainIn(paths.root, options, io, discard);
}

async function resumeRun(options: Extract<TrainRequestOptions, { kind: 'resume' }>, io: CliIo): Promise<number> {
  const { folder, state } = await readRun(options.run);
  if (state.status === 'finished') throw errors.runFinished(folder);
  const from = state.checkpoints.at(-1)?.step ?? 0;
  io.stderr(
    `Run        ${shortPath(options.run)}\nResuming   from step ${from} of ${state.started?.totalSteps ?? '?'}\n`,
  );
  return trainIn(options.run, options, io, () => Promise.resolve());
}

/** A run that fails before it has started is taken back: nothing half-made stays behind. */
async function trainIn(folder: string, options: TrainRequestOptions, io: CliIo, discard: Discard): Promise<number> {
  if (options.detach) {
    const { pid } = await orDiscard(() => launchTrainer(folder, maybe('nodePath', options.nodePath)), discard);
    if (options.json) io.stdout(`${JSON.stringify({ run: folder, pid })}\n`);
    else io.stderr(`Training   in process ${pid}; "tunewright runs" shows how far it is\n`);
    return 0;
  }
  const before = await readRun(folder);
  const report = createTrainReport(folder, before.recipe.epochs, before.state, io);
  let hasStarted = before.state.started !== undefined;
  const onEvent = (event: RunEvent): void => {
    hasStarted ||= event.type === 'started';
    if (options.json) io.stdout(`${JSON.stringify(event)}\n`);
    if (hasStarted) report.event(event);
  };
  return orDiscard(async () => {
    const end = await trainRun(folder, { stop: io.signal, onEvent });
    if (end.type === 'failed') throw new UserError(end.code, end.message, end.next);
    return end.reason === 'stopped' && io.signal.aborted ? 130 : 0;
  }, discard);
}

const maybe = <K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> =>
  value === undefined ? {} : ({ [key]: value } as Record<K, V>);
