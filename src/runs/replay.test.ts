import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TrainingEvent } from '../training/events.ts';
import { progressOf } from './progress.ts';
import { createReplay, replayText, withLiveness } from './replay.ts';

const started: TrainingEvent = {
  type: 'started',
  totalSteps: 6,
  trainRows: 9,
  validationRows: 1,
  skippedRows: 0,
  trainableParameters: 8,
  totalParameters: 80,
  supervisedTokensPerEpoch: 50,
  engine: 'cpu',
  threads: 1,
};
const step = (n: number, loss = n): TrainingEvent => ({
  type: 'step',
  step: n,
  epoch: n / 3,
  loss,
  learningRate: 0.1,
  gradientNorm: 1,
  tokens: 100,
  supervisedTokens: 50,
  milliseconds: 500,
  rows: [{ row: n, rowHash: 'ab' }],
});
const evaluation = (n: number, loss = n): TrainingEvent => ({
  type: 'evaluation',
  step: n,
  loss,
  supervisedTokens: 5,
  rows: 1,
});
const finished = (reason: 'completed' | 'stopped', n: number): TrainingEvent => ({
  type: 'finished',
  step: n,
  reason,
  validationLoss: 1,
  result: 'adapter',
});
const text = (...events: TrainingEvent[]): string =>
  events
    .map((event, i) => `${JSON.stringify({ seq: i + 1, time: `2026-01-01T00:00:0${i % 10}Z`, ...event })}\n`)
    .join('');
const stepsOf = (log: string) => replayText(log).steps.map((s) => [s.step, s.loss]);

test('a resumed run shows each step once, the later segment winning', () => {
  const log = text(started, evaluation(0), step(1), step(2), step(3), { type: 'resumed', fromStep: 2 }, step(3, 33));
  expect(stepsOf(log)).toEqual([
    [1, 1],
    [2, 2],
    [3, 33],
  ]);
  expect(replayText(log)).toMatchObject({ status: 'running', step: 3, nResumed: 1, evaluations: [{ step: 0 }] });
});

test('evaluations of the dropped segment go with it; one repeated at the checkpoint counts once', () => {
  const log = text(started, step(1), evaluation(1, 9), step(2), evaluation(2, 8), { type: 'resumed', fromStep: 1 });
  expect(replayText(log + text(evaluation(1, 7))).evaluations.map((e) => [e.step, e.loss])).toEqual([[1, 7]]);
});

test('status follows the last turning point', () => {
  expect(replayText('').status).toBe('running');
  expect(replayText(text(started, { type: 'paused', step: 0 })).status).toBe('paused');
  expect(replayText(text(started, finished('completed', 6))).status).toBe('finished');
  expect(replayText(text(started, finished('stopped', 3))).status).toBe('stopped');
  expect(replayText(text(started, finished('stopped', 3), { type: 'resumed', fromStep: 3 }))).toMatchObject({
    status: 'running',
    finished: undefined,
  });
  expect(withLiveness('running', false)).toBe('interrupted');
  expect(withLiveness('failed', false)).toBe('failed');
});

test('unknown types, torn lines and wrong shapes are counted and passed over', () => {
  const log = `${text(started)}{"seq":2,"time":"t","type":"newer"}\n{"seq":3,"ti\n[1]\n{"seq":4,"time":"t","type":"step","step":"x"}\n${text(step(1))}{"seq":9,"time":"t","ty`;
  expect(replayText(log)).toMatchObject({ nUnknown: 1, nUnreadable: 3, step: 1 });
});

test('progress counts the last steps', () => {
  expect(progressOf(replayText(text(started, step(1), step(2))))).toEqual({
    step: 2,
    totalSteps: 6,
    tokensPerSecond: 200,
    remainingMs: 2000,
  });
  expect(progressOf(replayText(''))).toMatchObject({ totalSteps: undefined, tokensPerSecond: undefined });
});

const event = fc.oneof(
  fc.nat(12).map((n) => step(n)),
  fc.nat(12).map((n) => evaluation(n)),
  fc.nat(12).map((fromStep): TrainingEvent => ({ type: 'resumed', fromStep })),
  fc.constant(started),
  fc.constant(finished('completed', 6)),
  fc.nat(12).map((n): TrainingEvent => ({ type: 'checkpoint', step: n, folder: 'x' })),
);
const garbage = fc.oneof(
  fc.string(),
  fc.json(),
  fc
    .record({ type: fc.constantFrom('step', 'resumed', 'newer', '__proto__'), seq: fc.anything(), time: fc.string() })
    .map((v) => JSON.stringify(v)),
);

test('any sequence of lines replays, steps stay unique and ascending, and so does any cut of it', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          event.map((e) => text(e)),
          garbage.map((g) => `${g}\n`),
        ),
      ),
      fc.nat(),
      (lines, cut) => {
        const whole = lines.join('');
        for (const log of [whole, whole.slice(0, cut % (whole.length + 1))]) {
          const { steps, evaluations } = replayText(log);
          for (const list of [steps, evaluations])
            for (let i = 1; i < list.length; i++) expect(list[i]!.step).toBeGreaterThan(list[i - 1]!.step);
          progressOf(replayText(log));
        }
      },
    ),
  );
});

test('resuming drops exactly the later steps, whatever came before', () => {
  fc.assert(
    fc.property(fc.array(event), fc.nat(12), (events, fromStep) => {
      const before = replayText(text(...events)).steps.map((s) => s.step);
      const replay = createReplay();
      for (const line of text(...events, { type: 'resumed', fromStep }).split('\n')) replay.line(line);
      expect(replay.state.steps.map((s) => s.step)).toEqual(before.filter((n) => n <= fromStep));
      expect(replay.state.status).toBe('running');
    }),
  );
});
