/** schemas/recipe.json is what editors read for *.tune.json; it is printed from the one list of settings. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recipeSchema } from '../../src/recipe/schema.ts';

const FILE = join(import.meta.dirname, '..', '..', 'schemas', 'recipe.json');

test('the schema in the package is that of the settings (UPDATE_GOLDENS=1 writes it)', async () => {
  if (process.env['UPDATE_GOLDENS'] === '1') await writeFile(FILE, `${JSON.stringify(recipeSchema(), null, 2)}\n`);
  expect(JSON.parse(await readFile(FILE, 'utf8'))).toEqual(recipeSchema());
});
