import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isLockAlive, isSameBoot, readLock, takeLock, type Lock } from './lock.ts';

let folder: string;
let path: string;
const held: Lock[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tw-lock-'));
  path = join(folder, 'lock');
});
afterEach(async () => {
  for (const lock of held.splice(0)) await lock.release();
  await rm(folder, { recursive: true });
});

const take = async () => {
  const lock = await takeLock(path);
  held.push(lock);
  return lock;
};
const aged = async (seconds: number) => {
  const then = new Date(Date.now() - seconds * 1000);
  await utimes(path, then, then);
};
const holder = async () => JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;

test('one trainer holds it, and the second is told who', async () => {
  const lock = await take();
  expect(isLockAlive(await readLock(path))).toBe(true);
  await expect(takeLock(path)).rejects.toMatchObject({
    code: 'run-locked',
    message: expect.stringContaining(String(process.pid)) as string,
  });
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
});

test('a lock of an earlier boot, of a dead process, or of a reused pid is taken over', async () => {
  await take();
  const ours = await holder();
  const cases: [Record<string, unknown>, number][] = [
    [{ ...ours, bootId: 'earlier', token: 'x' }, 0],
    [{ ...ours, pid: 2 ** 22 + 5, token: 'x' }, 0],
    [{ ...ours, token: 'x' }, 60], // the pid lives, but its heart stopped a minute ago
  ];
  for (const [left, seconds] of cases) {
    await writeFile(path, JSON.stringify(left));
    await aged(seconds);
    expect(isLockAlive(await readLock(path))).toBe(false);
    await take();
    expect((await holder())['token']).not.toBe('x');
  }
  expect(await readdir(folder)).toEqual(['lock']);
});

test('a lock of another machine is trusted while it beats', async () => {
  await writeFile(path, JSON.stringify({ pid: 1, host: `${hostname()}-other`, bootId: 'b', token: 't' }));
  await aged(60);
  expect(isLockAlive(await readLock(path))).toBe(true);
  await aged(300);
  expect(isLockAlive(await readLock(path))).toBe(false);
});

test('a torn lock counts only while it is fresh', async () => {
  await writeFile(path, '{"pi');
  expect(isLockAlive(await readLock(path))).toBe(true);
  await aged(60);
  await take();
  expect((await holder())['pid']).toBe(process.pid);
});

test('of many at once, exactly one gets a dead lock', async () => {
  for (let round = 0; round < 40; round++) {
    await writeFile(path, JSON.stringify({ pid: 2 ** 22 + 5, host: hostname(), bootId: 'b', token: 't' }));
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, take));
    expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['lock']);
    for (const lock of held.splice(0)) await lock.release();
  }
});

test('the heart beats while the main thread is busy, and a stolen lock is noticed', async () => {
  const lock = await take();
  lock.requireOurs();
  await aged(60);
  while (!isLockAlive(await readLock(path)));
  await writeFile(path, JSON.stringify({ pid: 1, host: 'h', bootId: 'b', token: 'thief' }));
  expect(() => lock.requireOurs()).toThrow('no longer owns'); // at once, the heart need not beat first
  await expect(lock.lost).rejects.toMatchObject({ code: 'run-taken' });
  await lock.release();
  expect((await holder())['token']).toBe('thief');
});

test("a boot's time may be off by one step", () => {
  expect(isSameBoot('booted-2999', 'booted-3000')).toBe(true);
  expect(isSameBoot('booted-2998', 'booted-3000')).toBe(false);
  expect([isSameBoot('a1', 'a1'), isSameBoot('a1', 'a2')]).toEqual([true, false]);
});
