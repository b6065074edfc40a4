import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEventLog } from './events.ts';
import { replayText } from './replay.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tw-events-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('events are numbered across reopenings, and a torn last line is closed first', async () => {
  const path = join(folder, 'events.jsonl');
  const first = await openEventLog(path);
  await first.append({ type: 'paused', step: 1 });
  await first.close();
  await appendFile(path, '{"seq":2,"time":"2026-01-0');
  const second = await openEventLog(path);
  await second.append({ type: 'resumed', fromStep: 1 });
  await second.append({ type: 'paused', step: 2 });
  await second.close();
  const text = await readFile(path, 'utf8');
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(4);
  expect([0, 2, 3].map((i) => (JSON.parse(lines[i]!) as { seq: number }).seq)).toEqual([1, 2, 3]);
  expect(replayText(text)).toMatchObject({ nUnreadable: 1, nResumed: 1, status: 'paused' });
});
