import { describe, expect, test } from 'vitest';
import { replayText } from '../runs/replay.ts';
import type { TrainingEvent } from '../training/events.ts';
import { createTrainReport } from './trainReport.ts';

const EVENTS: TrainingEvent[] = [
  {
    type: 'started',
    totalSteps: 4,
    trainRows: 9,
    validationRows: 1,
    skippedRows: 0,
    trainableParameters: 8,
    totalParameters: 80,
    supervisedTokensPerEpoch: 50,
    engine: 'cpu',
    threads: 1,
  },
  { type: 'evaluation', step: 0, loss: 4, supervisedTokens: 5, rows: 1 },
  ...[1, 2, 3, 4].map((step): TrainingEvent => ({
    type: 'step',
    step,
    epoch: Math.floor((step - 1) / 2),
    loss: 4 - step / 2,
    learningRate: 0.1,
    gradientNorm: 1,
    tokens: 1000,
    supervisedTokens: 50,
    milliseconds: 500,
    rows: [],
  })),
  { type: 'health', step: 4, code: 'x', message: 'Something is odd.', rows: [{ row: 7, rowHash: 'a' }] },
  { type: 'finished', step: 4, reason: 'completed', validationLoss: 2, result: 'adapter' },
];

/** What is written, with a clock that ticks `tickMs` at each question. */
function report(interactive: boolean, tickMs: number, events = EVENTS): string {
  let text = '';
  let ms = 0;
  const io = { stderr: (part: string) => (text += part), interactive };
  const told = createTrainReport('/runs/r', 2, replayText(''), io, () => (ms += tickMs));
  events.forEach((event, i) => told.event({ seq: i + 1, time: '2026-01-01T00:00:00Z', ...event }));
  return text;
}

test('a log gets a line every few seconds, the last step, evaluations, notes and the end', () => {
  expect(report(false, 2000)).toBe(
    [
      'Validation loss before training: 4.000',
      '[######------------------] 1/4  epoch 1/2  loss 3.500  2,000 tokens/s  2 s left',
      '[########################] 4/4  epoch 2/2  loss 2.000  2,000 tokens/s',
      'Note: Something is odd. (rows 7)',
      'Finished after 4 steps.',
      'Validation loss 4.000 → 2.000 (−50 %)',
      'Result: /runs/r/adapter',
      '',
    ].join('\n'),
  );
});

test('a terminal gets one line, redrawn, that makes room for others', () => {
  const text = report(true, 1000);
  const drawn = text.split('\r\u001b[K');
  expect(drawn).toHaveLength(5);
  expect(drawn[3]).toContain('] 4/4  epoch 2/2');
  expect(drawn[4]?.split('\n')[0]).toBe('Note: Something is odd. (rows 7)');
});

test('a stopped run says how to go on', () => {
  const text = report(false, 0, [
    ...EVENTS.slice(0, 4),
    { type: 'finished', step: 2, reason: 'stopped', validationLoss: null, result: 'adapter' },
  ]);
  expect(text).toContain('Stopped and saved after step 2. Go on with: tunewright train --resume "/runs/r"');
  expect(text).toContain('not measured');
});

describe('the lowest validation loss', () => {
  const ends = (losses: number[]) =>
    report(false, 0, [
      EVENTS[0]!,
      ...losses.map((loss, i): TrainingEvent => ({
        type: 'evaluation',
        step: i * 10,
        loss,
        supervisedTokens: 5,
        rows: 1,
      })),
      { type: 'finished', step: 30, reason: 'completed', validationLoss: losses.at(-1)!, result: 'adapter' },
    ]);

  test('is named when it was clearly earlier', () => {
    expect(ends([4, 1, 2, 3])).toContain(
      '(−25 %)\nLowest validation loss 1.000 after step 10; it has risen since: fewer epochs would do.\nResult: ',
    );
  });

  test.each([
    ['was the last', [4, 3, 2, 1]],
    ['was hardly lower', [4, 2, 0.96, 1]],
    ['was that of the untrained base', [1, 3, 2, 4]],
  ])('is not when it %s', (_, losses) => {
    expect(ends(losses)).not.toContain('Lowest');
  });
});
