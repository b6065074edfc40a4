/** One line of events.jsonl as an event. Lines come from other versions, torn writes and other hands: nothing is believed unchecked, nothing throws. */
import { isJsonObject } from '../common/json.ts';
import type { RunEvent, TrainingEvent } from '../training/events.ts';

export type EventLine =
  | { kind: 'event'; event: RunEvent }
  /** A type of a newer version: kept in the file, ignored here. */
  | { kind: 'unknown'; type: string; seq: number }
  | { kind: 'unreadable' };

export function parseEventLine(line: string): EventLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { kind: 'unreadable' };
  }
  if (!isJsonObject(value)) return { kind: 'unreadable' };
  const { type, seq, time } = value;
  if (typeof type !== 'string' || typeof seq !== 'number' || typeof time !== 'string') return { kind: 'unreadable' };
  if (!Object.hasOwn(FIELDS, type)) return { kind: 'unknown', type, seq };
  const fields: Record<string, Check> = FIELDS[type as TrainingEvent['type']];
  for (const [name, check] of Object.entries(fields)) if (!check(value[name])) return { kind: 'unreadable' };
  return { kind: 'event', event: value as RunEvent };
}

type Check = (value: unknown) => boolean;

const number: Check = (value) => typeof value === 'number';
/** JSON has no NaN or Infinity: JSON.stringify writes them as null, and a diverged run must stay readable. */
const measured: Check = (value) => typeof value === 'number' || value === null;
const string: Check = (value) => typeof value === 'string';
const rows: Check = (value) =>
  Array.isArray(value) && value.every((row) => isJsonObject(row) && number(row['row']) && string(row['rowHash']));

type FieldsOf<E extends TrainingEvent> = Record<Exclude<keyof E, 'type'>, Check>;

const FIELDS: { [T in TrainingEvent['type']]: FieldsOf<Extract<TrainingEvent, { type: T }>> } = {
  started: {
    totalSteps: number,
    trainRows: number,
    validationRows: number,
    skippedRows: number,
    trainableParameters: number,
    totalParameters: number,
    supervisedTokensPerEpoch: number,
    engine: string,
    threads: number,
  },
  step: {
    step: number,
    epoch: number,
    loss: measured,
    learningRate: number,
    gradientNorm: measured,
    tokens: number,
    supervisedTokens: number,
    milliseconds: number,
    rows,
  },
  evaluation: { step: number, loss: measured, supervisedTokens: number, rows: number },
  checkpoint: { step: number, folder: string },
  health: { step: number, code: string, message: string, rows },
  paused: { step: number },
  resumed: { fromStep: number },
  finished: { step: number, reason: string, validationLoss: measured, result: string },
  failed: { step: number, code: string, message: string, next: string },
};
