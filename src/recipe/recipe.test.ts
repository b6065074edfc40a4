import Ajv from 'ajv';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describe, expect, test } from 'vitest';
import { formatColumns } from '../dataset/columns.ts';
import { FORMAT_IDS } from '../dataset/formats.ts';
import { parseColumns } from './columns.ts';
import { readRecipeFile } from './file.ts';
import { recipeFlags, recipeFromFlags, recipeUsage } from './flags.ts';
import { resolveRecipe, type RecipeInput } from './recipe.ts';
import { recipeSchema } from './schema.ts';
import { SETTING_NAMES, SETTINGS, type SettingName } from './settings.ts';

const machine = { processors: 2 };
const file = (values: Record<string, unknown>): RecipeInput => ({ source: 'file', values });
const flag = (values: Record<string, unknown>): RecipeInput => ({ source: 'flag', values });

describe('resolveRecipe', () => {
  test('takes the later input, and says where each value came from', () => {
    const inputs = [file({ dataset: 'a.jsonl', rank: 4, seed: 1 }), flag({ seed: 2 })];
    const { recipe, sources } = resolveRecipe(inputs, machine);
    expect(recipe).toMatchObject({
      dataset: 'a.jsonl',
      rank: 4,
      seed: 2,
      threads: 2,
      method: 'full',
      base: 'embedded',
    });
    expect(sources).toMatchObject({ dataset: 'file', rank: 'file', seed: 'flag', method: 'default' });
  });

  test('chooses method and learning rate by the base', () => {
    const rate = (values: Record<string, unknown>): number =>
      resolveRecipe([flag({ dataset: 'a', ...values })], machine).recipe.learningRate;
    expect(rate({ method: 'lora' })).toBeGreaterThan(rate({ method: 'full' }));
    expect(rate({ base: '/models/large' })).toBeLessThan(rate({}));
    expect(resolveRecipe([flag({ dataset: 'a', base: '/models/large' })], machine).recipe.method).toBe('lora');
  });

  test('collects all problems: unknown names with a guess, wrong values, what is missing', () => {
    expect(() => resolveRecipe([file({ learningrate: 1, rank: 2.5, method: 'qlora', beta1: NaN })], machine)).toThrow(
      'there is no setting "learningrate" (did you mean "learningRate"?); "rank" must be a whole number from 1 to 1024, not 2.5; ' +
        '"method" must be one of "lora", "full", not "qlora"; "beta1" must be a number from 0 to 0.9999, not null; "dataset" is missing',
    );
  });
});

describe('flags', () => {
  test('become typed settings', () => {
    const args = ['--dataset', 'x.jsonl', '--learning-rate', '1e-3', '--columns', 'q=instruction, a=output'];
    const { values } = parseArgs({ args, options: recipeFlags() });
    expect(recipeFromFlags(values)).toEqual({
      dataset: 'x.jsonl',
      learningRate: 1e-3,
      columns: { q: 'instruction', a: 'output' },
    });
  });

  test('say which one is no number, and which pair is none', () => {
    expect(() => recipeFromFlags({ epochs: 'ten' })).toThrow('--epochs needs a number, not "ten"');
    expect(() => parseColumns('a')).toThrow('"a" maps no column');
    expect(() => parseColumns('a=instruction,b=instruction')).toThrow('twice');
  });

  test('take columns of any name, as they are printed', () => {
    for (const columns of [
      { q: 'instruction', a: 'output' },
      { 'a, b': 'instruction', 'c=d': 'output' },
      { '{': 'text' },
    ])
      expect(parseColumns(formatColumns(columns))).toEqual(columns);
    expect(formatColumns({ q: 'instruction' })).toBe('q=instruction');
    expect(() => parseColumns('{"a": 1}')).toThrow('"a" is mapped to no field');
    expect(() => parseColumns('{"a"')).toThrow('no JSON object');
  });

  test('are each named in the help', () => {
    for (const name of SETTING_NAMES) expect(recipeUsage()).toContain(`--${SETTINGS[name].flag} `);
  });

  test('are helped with the defaults of each method', () => {
    const help = (name: SettingName) => recipeUsage([name]).trimEnd();
    expect(help('method')).toMatch(/ \[full\]$/);
    expect(help('epochs')).toMatch(/ \[full: 6, lora: 10\]$/);
    expect(help('learningRate')).toMatch(/ \[full: 0\.003, lora: 0\.005\]$/);
    expect(help('rank')).toMatch(/ \[16\]$/);
    for (const name of ['dataset', 'threads', 'columns'] as const) expect(help(name)).not.toContain('[');
  });
});

describe('readRecipeFile', () => {
  test('takes paths from the file’s own folder, and says what is wrong with the file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'recipe-'));
    const path = join(folder, 'bot.tune.json');
    try {
      await writeFile(path, '\uFEFF{"$schema": "x", "dataset": "data/rows.jsonl", "base": "embedded", "rank": 4}');
      expect(await readRecipeFile(path)).toEqual({
        source: 'file',
        values: { dataset: join(folder, 'data', 'rows.jsonl'), base: 'embedded', rank: 4 },
      });
      await writeFile(path, '{"dataset": ');
      await expect(readRecipeFile(path)).rejects.toThrow('is not JSON');
      await expect(readRecipeFile(join(folder, 'none'))).rejects.toThrow('There is no file');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('schema', () => {
  const accepts = new Ajv({ strict: true }).compile(recipeSchema());

  test('accepts a resolved recipe and refuses what validation refuses', () => {
    expect(accepts(resolveRecipe([flag({ dataset: 'a' })], machine).recipe)).toBe(true);
    expect(accepts({ learningrate: 1 })).toBe(false);
    expect(accepts({ rank: 0 })).toBe(false);
  });

  test('offers every dataset format', () => {
    expect(SETTINGS.format.choices).toEqual(['auto', ...FORMAT_IDS]);
  });
});
