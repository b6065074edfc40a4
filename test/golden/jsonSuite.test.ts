/** JSONTestSuite (others' cases): what counts as JSON here is what JSON.parse takes, and faults stand where jsonc-parser finds them. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse, type ParseError } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { readDatasetFile } from '../../src/dataset/read.ts';
import { checkDataset } from '../../src/rules/check.ts';
import { syntaxFault } from '../../src/rules/syntaxFault.ts';
import { hasShared, shared } from '../support/shared.ts';

const folder = shared('json', 'JSONTestSuite', 'test_parsing');
const names = hasShared ? readdirSync(folder) : [];

/** These faults are marked at the thing to change rather than at the character the parser stumbles over. */
const MARKED_ELSEWHERE = /comma before the closing|complete|middle of its|looks like a part|levels deep/;

describe.skipIf(!hasShared)('JSONTestSuite', () => {
  test.each(names.filter((name) => name.startsWith('y_')))('%s is read', async (name) => {
    const dataset = await readDatasetFile(`${folder}/${name}`);
    const codes = checkDataset(dataset).problems.map(({ code }) => code);
    const isOneLine = dataset.lines.filter((line) => !line.blank).length === 1 || dataset.layout === 'json-array';
    // A value over several lines is JSON, but no JSONL.
    expect(codes.includes('json-syntax')).toBe(!isOneLine);
  });

  test.each(names.filter((name) => name.startsWith('n_')))('%s is refused', async (name) => {
    const dataset = await readDatasetFile(`${folder}/${name}`);
    const codes = checkDataset(dataset).problems.map(({ code }) => code);
    // An empty file has no row that could be faulty. Several values on lines of their own are what JSONL is.
    const isRefused = ['json-syntax', 'file-empty', 'file-encoding', 'file-bom'].some((code) => codes.includes(code));
    expect(isRefused, codes.join()).toBe(!parsesByLine(`${folder}/${name}`));
  });

  test.each(names.filter((name) => name.startsWith('i_')))('%s does not trouble us', async (name) => {
    expect(checkDataset(await readDatasetFile(`${folder}/${name}`)).format).toBeTypeOf('string');
  });

  test('single-line faults stand where jsonc-parser finds the first', () => {
    let nCompared = 0;
    for (const name of names) {
      const text = readFileSync(`${folder}/${name}`, 'utf8');
      if (text.trim() === '' || text.length > 10_000 || /[\r\n]./.test(text) || parses(text)) continue;
      const found: ParseError[] = [];
      parse(text, found, { disallowComments: true, allowTrailingComma: false });
      const { place, message } = syntaxFault(text);
      expect(place.start, name).toBeLessThanOrEqual(place.end);
      expect(place.end, name).toBeLessThanOrEqual(text.length);
      const first = found.sort((a, b) => a.offset - b.offset)[0];
      if (first === undefined || MARKED_ELSEWHERE.test(message)) continue;
      expect(place.start, `${name}: ${message}`).toBe(first.offset);
      nCompared++;
    }
    expect(nCompared).toBeGreaterThan(50);
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function parsesByLine(path: string): boolean {
  const lines = readFileSync(path, 'utf8').split(/\r\n|\n|\r/);
  const rows = lines.filter((line) => line.trim() !== '');
  return rows.length > 0 && rows.every(parses);
}
