/** What a checkpoint holds, as plain data: enough to go on bit for bit. Where and how it is stored is for others (src/runs/). */
import { errors } from '../common/errors.ts';
import type { JsonObject, JsonValue } from '../common/json.ts';
import type { Parameter, Parameters } from '../model/engine.ts';

/** JSON part of a checkpoint. Everything random derives from the seed and the step, so no generator state is needed. */
export type CheckpointProgress = {
  version: 1;
  /** Optimizer steps done; the next one is `step` + 1. */
  step: number;
  /** Settings and facts that must be the same for the continuation to be exact: seed, engine, threads, batch sizes, … */
  mustMatch: JsonObject;
};

/**
 * Tensors, by name: `<parameter>` for every trainable parameter, `<parameter>.adam_m` and `<parameter>.adam_v` for its
 * moments; all float32. They are the trainer's live buffers: store them before the returned promise resolves.
 */
export type CheckpointState = { progress: CheckpointProgress; tensors: Parameters };

export type Moments = ReadonlyMap<string, { m: Float32Array; v: Float32Array }>;

const FIRST = '.adam_m';
const SECOND = '.adam_v';

export function checkpointState(
  step: number,
  mustMatch: JsonObject,
  trainable: Parameters,
  moments: Moments,
): CheckpointState {
  const tensors = new Map<string, Parameter>();
  for (const [name, parameter] of trainable) {
    const { m, v } = moments.get(name)!;
    tensors.set(name, parameter);
    tensors.set(name + FIRST, { shape: parameter.shape, data: m });
    tensors.set(name + SECOND, { shape: parameter.shape, data: v });
  }
  return { progress: { version: 1, step, mustMatch }, tensors };
}

/** Copies a checkpoint into the live parameters and moments. Throws UserError `checkpoint-mismatch` before it touches anything. */
export function restoreCheckpoint(
  state: CheckpointState,
  mustMatch: JsonObject,
  trainable: Parameters,
  moments: Moments,
): void {
  const problems = differences(state.progress.mustMatch, mustMatch);
  const copies: { from: Float32Array; to: Float32Array }[] = [];
  const expect = (name: string, shape: readonly number[], to: Float32Array): void => {
    const stored = state.tensors.get(name);
    if (stored === undefined) problems.push(`${name} is missing`);
    else if (stored.shape.join() !== shape.join() || stored.data.length !== to.length)
      problems.push(`${name} has shape [${stored.shape.join(', ')}] instead of [${shape.join(', ')}]`);
    else copies.push({ from: stored.data, to });
  };
  for (const [name, { shape, data }] of trainable) {
    const { m, v } = moments.get(name)!;
    expect(name, shape, data);
    expect(name + FIRST, shape, m);
    expect(name + SECOND, shape, v);
  }
  if (problems.length > 0) throw errors.checkpointMismatch(problems);
  for (const { from, to } of copies) to.set(from);
}

function differences(stored: JsonObject, now: JsonObject): string[] {
  const keys = new Set([...Object.keys(stored), ...Object.keys(now)]);
  const text = (value: JsonValue | undefined): string => (value === undefined ? 'absent' : JSON.stringify(value));
  return [...keys]
    .filter((key) => text(stored[key]) !== text(now[key]))
    .map((key) => `${key} was ${text(stored[key])} and is ${text(now[key])}`);
}
