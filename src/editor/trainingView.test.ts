import fc from 'fast-check';
import { expect, test } from 'vitest';
import { receive } from '../../webview/training/state.ts';
import type { TrainingView } from '../protocol/trainingPanel.ts';
import { createReplay, replayText } from '../runs/replay.ts';
import type { TrainingEvent } from '../training/events.ts';
import { createTrainingFeed, trainingView, type RunFacts } from './trainingView.ts';

const FACTS: RunFacts = { folder: '/r', name: 'run', dataset: 'a.jsonl', base: 'embedded', method: 'LoRA', epochs: 3 };

const started: TrainingEvent = {
  type: 'started',
  totalSteps: 40,
  trainRows: 9,
  validationRows: 1,
  skippedRows: 0,
  trainableParameters: 1,
  totalParameters: 2,
  supervisedTokensPerEpoch: 3,
  engine: 'onnx',
  threads: 2,
};
const step = (n: number, loss: number): TrainingEvent => ({
  type: 'step',
  step: n,
  epoch: n / 10,
  loss,
  learningRate: 1e-3,
  gradientNorm: 1,
  tokens: 100,
  supervisedTokens: 50,
  milliseconds: 200,
  rows: [],
});

const lines = (events: TrainingEvent[]): string[] =>
  events.map((event, i) => JSON.stringify({ seq: i + 1, time: '2026-01-01T00:00:00.000Z', ...event }));

const event = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 9, noNaN: true })).map(([n, l]) => step(n, l)),
  fc
    .integer({ min: 0, max: 40 })
    .map((n): TrainingEvent => ({ type: 'evaluation', step: n, loss: n / 7, supervisedTokens: 5, rows: 1 })),
  fc.integer({ min: 0, max: 40 }).map((fromStep): TrainingEvent => ({ type: 'resumed', fromStep })),
);

test('a snapshot and its deltas show what the whole replay shows, resumes and repeated steps included', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(event, fc.boolean()), { maxLength: 60 }), (events) => {
      const all = lines([started, ...events.map(([e]) => e)]);
      const replay = createReplay();
      const feed = createTrainingFeed();
      let held: TrainingView | null = null;
      const tell = (): void => {
        const next = receive(held, feed.next(FACTS, replay.state, false));
        expect(next).not.toBe('stale');
        held = next as TrainingView;
      };
      all.forEach((line, i) => {
        replay.line(line);
        if (i === 0 || events[i - 1]![1]) tell();
      });
      tell();
      expect(held).toEqual(trainingView(FACTS, replayText(`${all.join('\n')}\n`), false));
    }),
    { numRuns: 500 },
  );
});

test('growing a run is told in deltas, not in snapshots', () => {
  const replay = createReplay();
  const feed = createTrainingFeed();
  const types = lines([started, step(1, 2), step(2, 1)]).map((line) => {
    replay.line(line);
    return feed.next(FACTS, replay.state, false).type;
  });
  expect(types).toEqual(['snapshot', 'delta', 'delta']);
});

test('a panel that missed a delta asks for a snapshot', () => {
  const replay = createReplay();
  const feed = createTrainingFeed();
  const [first, second, third] = lines([started, step(1, 2), step(2, 1)]).map((line) => {
    replay.line(line);
    return feed.next(FACTS, replay.state, false);
  });
  const held = receive(null, first!) as TrainingView;
  expect(receive(held, third!)).toBe('stale');
  expect(receive(receive(held, second!) as TrainingView, third!)).not.toBe('stale');
});

test('states in the order a run meets them', () => {
  const state = (events: TrainingEvent[], stop = false): string =>
    trainingView(FACTS, replayText(`${lines(events).join('\n')}\n`), stop).status.state;
  expect(state([])).toBe('starting');
  expect(state([started, step(1, 1)])).toBe('running');
  expect(state([started, step(1, 1)], true)).toBe('stopping');
  const end: TrainingEvent = { type: 'finished', step: 1, reason: 'stopped', validationLoss: 1, result: 'adapter' };
  expect(state([started, step(1, 1), end], true)).toBe('stopped');
});

test('a failure says what and the next step; an interruption says where resuming goes on', () => {
  const failed: TrainingEvent = {
    type: 'failed',
    step: 1,
    code: 'x',
    message: 'The disk is full.',
    next: 'Free some.',
  };
  const view = (events: TrainingEvent[]): TrainingView => {
    const state = replayText(`${lines(events).join('\n')}\n`);
    return trainingView(FACTS, state.status === 'running' ? { ...state, status: 'interrupted' } : state, false);
  };
  expect(view([started, failed]).status.message).toBe('The disk is full. Free some.');
  expect(view([started]).status.message).toContain('before it saved anything');
  expect(view([started, { type: 'checkpoint', step: 8, folder: 'step-8' }]).status.message).toContain('from step 8');
});
