/** Writes events.jsonl: append-only, one JSON object a line, numbered without gaps. The one writer is the trainer that holds the run's lock. */
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { writeError } from '../common/files.ts';
import type { RunEvent, TrainingEvent } from '../training/events.ts';
import { parseEventLine } from './eventLine.ts';

export type EventLog = {
  /** Adds seq and time and appends. Throws UserError `disk-full` or `not-writable`. */
  append(event: TrainingEvent): Promise<RunEvent>;
  /** Makes all that was appended durable: before a checkpoint may claim its steps. */
  sync(): Promise<void>;
  close(): Promise<void>;
};

/** Losing the last steps of a lost machine costs nothing (they are trained again), so only turning points are synced to the disk. */
const SYNCED: ReadonlySet<TrainingEvent['type']> = new Set([
  'started',
  'resumed',
  'checkpoint',
  'paused',
  'finished',
  'failed',
]);

/** Opens the log for appending; a last line that a killed trainer left torn is closed first, so that it stays one bad line. */
export async function openEventLog(path: string, now: () => Date = () => new Date()): Promise<EventLog> {
  try {
    const handle = await open(path, 'a');
    const { lastSeq, torn } = lastOf(await readFile(path, 'utf8'));
    if (torn) await handle.writeFile('\n');
    return eventLog(path, handle, lastSeq, now);
  } catch (error) {
    throw writeError(path, error);
  }
}

function eventLog(path: string, handle: FileHandle, lastSeq: number, now: () => Date): EventLog {
  let seq = lastSeq;
  let torn = false;
  return {
    async append(event) {
      const { type, ...fields } = event;
      const numbered = { seq: seq + 1, time: now().toISOString(), type, ...fields } as RunEvent;
      try {
        // A line that a full disk cut short is closed before the next one.
        const line = `${torn ? '\n' : ''}${JSON.stringify(numbered)}\n`;
        torn = true;
        await handle.writeFile(line);
        torn = false;
        if (SYNCED.has(type)) await handle.datasync();
      } catch (error) {
        throw writeError(path, error);
      }
      seq++;
      return numbered;
    },
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}

function lastOf(text: string): { lastSeq: number; torn: boolean } {
  let lastSeq = 0;
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  for (const line of lines) {
    const parsed = parseEventLine(line);
    if (parsed.kind === 'event') lastSeq = Math.max(lastSeq, parsed.event.seq);
    if (parsed.kind === 'unknown') lastSeq = Math.max(lastSeq, parsed.seq);
  }
  return { lastSeq, torn: rest !== '' };
}
