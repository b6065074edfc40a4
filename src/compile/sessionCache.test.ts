import { expect, test } from 'vitest';
import type { Session } from './session.ts';
import { SessionCache } from './sessionCache.ts';

/** Asks for keys whose first letter stands for a size, and tells what was built and released. */
async function use(limits: { nSession: number; bytes: number }, keys: string[]) {
  const built: string[] = [];
  const released: string[] = [];
  const cache = new SessionCache(limits);
  for (const key of keys)
    await cache.get(key, Number(key[0]), () => {
      built.push(key);
      const session: Session = {
        inputNames: [],
        run: () => Promise.resolve({}),
        release: () => {
          released.push(key);
          return Promise.resolve();
        },
      };
      return Promise.resolve(session);
    });
  return { cache, built, released };
}

test('a session is built once, and the one unused longest goes first', async () => {
  const { cache, built, released } = await use({ nSession: 2, bytes: 100 }, ['1a', '1b', '1a', '1c', '1a']);
  expect(built).toEqual(['1a', '1b', '1c']);
  expect(released).toEqual(['1b']);
  await cache.release();
  expect(released.sort()).toEqual(['1a', '1b', '1c']);
});

test('as many go as a large one needs, before it is built; one that is larger than all room is alone', async () => {
  const { released } = await use({ nSession: 9, bytes: 5 }, ['1a', '2b', '2c', '3d']);
  expect(released).toEqual(['1a', '2b']);
  expect((await use({ nSession: 9, bytes: 5 }, ['1a', '2b', '8c', '1d'])).released).toEqual(['1a', '2b', '8c']);
});
