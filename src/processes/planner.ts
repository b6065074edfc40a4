/**
 * Entry of the planner child: works out what a run would do, and starts it if told to. Reading, tokenizing and hashing take
 * seconds, so the extension host has this done here, once for both questions. It ends with its parent; the trainer does not.
 */
import { describeError, UserError } from '../common/errors.ts';
import { resolveRecipe } from '../recipe/recipe.ts';
import { launchTrainer } from './launchTrainer.ts';
import { createRun, orDiscard } from './newRun.ts';
import type { FromPlanner, ToPlanner } from './plannerMessages.ts';
import { preflight, type Preflight } from './preflight.ts';

type Planned = { preflight: Preflight; text: string | undefined };

let planned: Planned | undefined;
/** A run that is being started is brought to its start or taken back, whatever became of the parent. */
let starting = false;

process.on('disconnect', () => {
  if (!starting) process.exit();
});
process.on('message', (message: ToPlanner) => {
  answer(message).then(send, (error: unknown) => {
    send(failure(error), () => process.exit(1));
  });
});

async function answer(message: ToPlanner): Promise<FromPlanner> {
  switch (message.type) {
    case 'plan': {
      const text = message.text ?? undefined;
      const found = await preflight(resolveRecipe([{ source: 'editor', values: message.settings }]), text);
      planned = { preflight: found, text };
      return { type: 'planned', summary: found.summary };
    }
    case 'start': {
      if (planned === undefined) throw new Error('start came before plan');
      starting = true;
      try {
        return { type: 'started', folder: await startRun(planned, message.workspace) };
      } finally {
        starting = false;
      }
    }
  }
}

/** Either a trainer is at work in the returned folder, or nothing is left of it. */
async function startRun({ preflight: found, text }: Planned, workspace: string): Promise<string> {
  const run = await createRun(found, { workspace }, text);
  await orDiscard(() => launchTrainer(run.paths.root, { nodePath: process.execPath }), run.discard);
  return run.paths.root;
}

function failure(error: unknown): FromPlanner {
  if (error instanceof UserError)
    return { type: 'failure', code: error.code, message: error.message, next: error.next };
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${detail}\n`);
  return { type: 'failure', code: 'internal', message: `Planning met a defect: ${describeError(error)}.`, next: '' };
}

function send(message: FromPlanner, then: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, then);
  else process.exit();
}
