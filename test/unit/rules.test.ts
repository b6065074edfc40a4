/** Every rule by its own examples, and by its page. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rulePages } from '../../scripts/ruleDocs.ts';
import { readDatasetFile } from '../../src/dataset/read.ts';
import { checkDataset } from '../../src/rules/check.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { RULES } from '../../src/rules/rules.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-rules-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function codesOf(text: string, encoding: Rule['encoding']): Promise<string[]> {
  const path = join(folder, 'data.jsonl');
  await writeFile(path, Buffer.from(text, encoding ?? 'utf8'));
  return checkDataset(await readDatasetFile(path)).problems.map(({ code }) => code);
}

describe('every rule', () => {
  test.each(RULES.map((rule) => [rule.code, rule] as const))(
    '%s finds its bad example, and only that',
    async (code, rule) => {
      const codes = await codesOf(rule.bad, rule.encoding);
      expect(codes).toContain(code);
      expect(codes.filter((other) => other !== code)).toEqual([]);
      expect(await codesOf(rule.good, rule.encoding)).toEqual([]);
    },
  );

  test('has a page that says what the rule says', async () => {
    const pages = rulePages();
    const docs = join(import.meta.dirname, '..', '..', 'docs', 'rules');
    expect((await readdir(docs)).sort()).toEqual([...pages.keys()].sort());
    for (const [name, text] of pages) expect(await readFile(join(docs, name), 'utf8'), name).toBe(text);
  });

  test('has a code of its own', () => {
    expect(new Set(RULES.map(({ code }) => code)).size).toBe(RULES.length);
  });
});
