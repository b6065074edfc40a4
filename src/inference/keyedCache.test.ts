import { describe, expect, test } from 'vitest';
import { createKeyedCache } from './keyedCache.ts';

function counted(capacity: number) {
  const made: string[] = [];
  const freed: string[] = [];
  const cache = createKeyedCache<string>(capacity, (value) => {
    freed.push(value);
    return Promise.resolve();
  });
  const use = (key: string, work: () => Promise<void> = () => Promise.resolve()): Promise<void> =>
    cache.use(
      key,
      () => {
        made.push(key);
        return Promise.resolve(key);
      },
      work,
    );
  return { cache, use, made, freed };
}

describe('keyed cache', () => {
  test('makes once, frees the one unused longest', async () => {
    const { use, made, freed } = counted(2);
    for (const key of ['a', 'b', 'a', 'c', 'a']) await use(key);
    expect(made).toEqual(['a', 'b', 'c']);
    expect(freed).toEqual(['b']);
  });

  test('two at once share one making', async () => {
    const { use, made } = counted(2);
    await Promise.all([use('a'), use('a')]);
    expect(made).toEqual(['a']);
  });

  test('never frees what is lent', async () => {
    const { use, freed } = counted(1);
    await use('a', async () => {
      await use('b');
      await use('c');
      expect(freed).toEqual(['b', 'c']);
    });
    expect(freed).not.toContain('a');
  });

  test('a failure is not kept', async () => {
    const { cache, use, made } = counted(1);
    const failing = cache.use(
      'a',
      () => Promise.reject(new Error('damaged')),
      () => Promise.resolve(),
    );
    await expect(failing).rejects.toThrow('damaged');
    await use('a');
    expect(made).toEqual(['a']);
  });
});
