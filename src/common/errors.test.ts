/** The lists of failures, put together. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errors } from './errors.ts';

const folder = join(import.meta.dirname, 'errors');

test('no area hides a failure of another, and none is left out', async () => {
  const names: string[] = [];
  for (const file of readdirSync(folder)) {
    if (file === 'userError.ts') continue;
    const lists = Object.values((await import(join(folder, file))) as Record<string, object>);
    names.push(...lists.flatMap((list) => Object.keys(list)));
  }
  expect(names.sort()).toEqual(Object.keys(errors).sort());
});
