/** The panel's figures: one label and value each, in words. Pure. */
import type { TrainingView } from '../../src/protocol/trainingPanel.ts';
import { formatChange, formatCount, formatDuration, formatLoss, formatRate } from '../../src/protocol/trainingWords.ts';

export type Figure = { id: string; label: string; value: string };

const UNKNOWN = '–';

export function figures({ status, steps, evaluations }: TrainingView): Figure[] {
  const last = steps.at(-1);
  const first = evaluations[0];
  const now = evaluations.at(-1);
  const running = status.state === 'running';
  return [
    { id: 'step', label: 'Step', value: `${formatCount(last?.step ?? 0)} of ${formatCount(status.totalSteps)}` },
    { id: 'epoch', label: 'Epoch', value: `${formatCount(last?.epoch ?? 0)} of ${formatCount(status.epochs)}` },
    { id: 'loss', label: 'Training loss', value: last === undefined ? UNKNOWN : formatLoss(last.loss) },
    { id: 'validation-before', label: 'Validation loss before', value: first ? formatLoss(first.loss) : UNKNOWN },
    {
      id: 'validation-now',
      label: running ? 'Validation loss now' : 'Validation loss after',
      value:
        first === undefined || now === undefined || first === now
          ? UNKNOWN
          : first.loss === null || now.loss === null
            ? formatLoss(now.loss)
            : `${formatLoss(now.loss)} (${formatChange(first.loss, now.loss)})`,
    },
    {
      id: 'learning-rate',
      label: 'Learning rate',
      value: last === undefined ? UNKNOWN : formatRate(last.learningRate),
    },
    {
      id: 'speed',
      label: 'Speed',
      value: status.tokensPerSecond === null ? UNKNOWN : `${formatCount(status.tokensPerSecond)} tokens/s`,
    },
    {
      id: 'remaining',
      label: 'Time left',
      value: running && status.remainingMs !== null ? formatDuration(status.remainingMs) : UNKNOWN,
    },
  ];
}
