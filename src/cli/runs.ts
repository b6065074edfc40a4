/** `tunewright runs`: the runs of a folder, as their files tell it. */
import { resolve } from 'node:path';
import { describeError, errors } from '../common/errors.ts';
import { formatDuration, formatLoss, STATE_WORDS } from '../protocol/trainingWords.ts';
import { listRuns, type ListedRun } from '../runs/list.ts';
import { progressOf } from '../runs/progress.ts';
import type { CliCommand } from './command.ts';
import { parseOptions } from './parse.ts';
import { shortPath } from './shortPath.ts';

const USAGE = `Usage: tunewright runs [FOLDER] [--json]

Lists the training runs of a folder (its .tunewright, or run folders in it), newest first: state, steps, validation loss
before and after. A run that says it is training while no trainer lives was interrupted: resume it.

Options:
  --json  {runs: [{folder, name, createdAt, status, step, totalSteps, lossBefore, loss, result}], unreadable: […]}
`;

export const runsCommand: CliCommand = {
  name: 'runs',
  summary: 'list training runs and how far they are',
  usage: USAGE,
  async run(args, io) {
    const { folder, json } = parse(args);
    const { runs, unreadable } = await listRuns(folder);
    if (json) {
      const failures = unreadable.map(({ folder: path, reason }) => ({ folder: path, reason: describeError(reason) }));
      io.stdout(`${JSON.stringify({ runs: runs.map(entryOf), unreadable: failures }, null, 2)}\n`);
      return 0;
    }
    if (runs.length === 0)
      io.stderr(`There are no runs in ${resolve(folder)} yet. Start one: tunewright train --dataset FILE\n`);
    io.stdout(table(runs));
    for (const { folder: path, reason } of unreadable) io.stderr(`${path}: ${describeError(reason)}\n`);
    return 0;
  },
};

function parse(args: string[]): { folder: string; json: boolean } {
  const options = { json: { type: 'boolean' } } as const;
  const { values, positionals } = parseOptions('runs', { args, options, allowPositionals: true });
  if (positionals.length > 1)
    throw errors.usage('One folder at a time.', 'Run "tunewright runs --help" for its options.');
  return { folder: positionals[0] ?? '.', json: values.json ?? false };
}

function entryOf({ folder, manifest, state }: ListedRun) {
  return {
    folder,
    name: manifest.name,
    createdAt: manifest.createdAt,
    status: state.status,
    step: state.step,
    totalSteps: state.started?.totalSteps ?? null,
    lossBefore: state.evaluations.find(({ step }) => step === 0)?.loss ?? null,
    loss: state.evaluations.at(-1)?.loss ?? null,
    result: state.finished?.result ?? null,
  };
}

function table(runs: readonly ListedRun[]): string {
  const lines = runs.map((run) => {
    const { folder, status, step, totalSteps, lossBefore, loss } = entryOf(run);
    const left = status === 'running' ? progressOf(run.state).remainingMs : undefined;
    return [
      STATE_WORDS[status] + (left === undefined ? '' : ` (${formatDuration(left)} left)`),
      `${step}/${totalSteps ?? '?'}`,
      lossBefore === null || loss === null ? '–' : `${formatLoss(lossBefore)} → ${formatLoss(loss)}`,
      shortPath(folder),
    ];
  });
  if (lines.length === 0) return '';
  const all = [['State', 'Steps', 'Validation loss', 'Folder'], ...lines];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((cells) => cells[column]!.length)));
  return all.map((cells) => `${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}\n`).join('');
}
