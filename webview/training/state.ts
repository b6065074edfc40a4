/** What the panel holds: a copy of the host's view. Pure, so that "snapshot + deltas = replay" can be tested. */
import type { ToTrainingPanel, TrainingView } from '../../src/protocol/trainingPanel.ts';

/** The view after a message; `'stale'` when a delta does not follow what is held and a snapshot must be asked for. */
export function receive(held: TrainingView | null, message: ToTrainingPanel): TrainingView | null | 'stale' {
  switch (message.type) {
    case 'snapshot':
      return message.view;
    case 'delta':
      if (
        held?.status.folder !== message.status.folder ||
        held.steps.length !== message.fromStep ||
        held.evaluations.length !== message.fromEvaluation
      )
        return 'stale';
      return {
        status: message.status,
        steps: [...held.steps, ...message.steps],
        evaluations: [...held.evaluations, ...message.evaluations],
      };
  }
}
