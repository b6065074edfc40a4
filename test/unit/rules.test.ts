/** Every rule by its own examples, and by its page. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rulePages } from '../../scripts/ruleDocs.ts';
import { targetPage } from '../../scripts/targetDocs.ts';
import { readBrief } from '../../src/dataset/brief/read.ts';
import { readDatasetFile } from '../../src/dataset/read.ts';
import { checkDataset } from '../../src/rules/check.ts';
import type { CheckOptions } from '../../src/rules/datasetCheck.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { RULES } from '../../src/rules/rules.ts';
import type { RuleSettings } from '../../src/rules/ruleSettings.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-rules-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The rules of other targets, and other rules of its own target, have examples of their own. */
async function codesOf(text: string, { code, encoding, target }: Rule, brief?: string): Promise<string[]> {
  const others = RULES.filter((rule) => rule.target !== undefined && rule.code !== code);
  const options: CheckOptions = {
    ...(brief === undefined ? {} : { brief: { ...readBrief(brief), path: 'data.brief.json' } }),
    targets: target === undefined ? [] : [target],
    // A column that a target does not know is mostly one that the format does not have either; some put a template around completions.
    rules: Object.fromEntries([
      ...others.map((rule) => [rule.code, 'off']),
      ...(target === undefined ? [] : ['unknown-field', 'whitespace-edge'].map((other) => [other, 'off'])),
    ]) as RuleSettings['rules'] & object,
  };
  const path = join(folder, 'data.jsonl');
  await writeFile(path, Buffer.from(text, encoding ?? 'utf8'));
  return checkDataset(await readDatasetFile(path), options).problems.map(({ code }) => code);
}

describe('every rule', () => {
  // Those that need tokens: tokenRules.test.ts.
  test.each(RULES.filter(({ needsTokens }) => needsTokens !== true).map((rule) => [rule.code, rule] as const))(
    '%s finds its bad example, and only that',
    async (code, rule) => {
      const codes = await codesOf(rule.bad, rule, rule.brief);
      expect(codes).toContain(code);
      // What one target refuses may be a fault for everybody, with a rule of its own.
      if (rule.target === undefined) expect(codes.filter((other) => other !== code)).toEqual([]);
      expect(await codesOf(rule.good, rule, rule.goodBrief ?? rule.brief)).toEqual([]);
    },
  );

  test('has a page that says what the rule says', async () => {
    const pages = rulePages();
    const docs = join(import.meta.dirname, '..', '..', 'docs', 'rules');
    expect((await readdir(docs)).sort()).toEqual([...pages.keys()].sort());
    for (const [name, text] of pages) expect(await readFile(join(docs, name), 'utf8'), name).toBe(text);
  });

  test('of a target stands on the page of the targets', async () => {
    const page = join(import.meta.dirname, '..', '..', 'docs', 'targets.md');
    expect(await readFile(page, 'utf8')).toBe(targetPage());
  });

  test('has a code of its own', () => {
    expect(new Set(RULES.map(({ code }) => code)).size).toBe(RULES.length);
  });
});
