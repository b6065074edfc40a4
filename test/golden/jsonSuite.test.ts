/**
 * JSONTestSuite (others' cases): what counts as JSON here is what JSON.parse takes, and faults stand where jsonc-parser finds them.
 * Where the verdicts differ, and wherever the standard leaves it open, docs/json.md says so; this holds that page to it.
 */
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

  test('docs/json.md says what is said of each case that the standard leaves open, and of each other one on which the three differ', async () => {
    const verdicts = new Map(
      await Promise.all(names.map(async (name) => [caseOf(name), await verdictsOf(name)] as const)),
    );
    const toSay = [...verdicts].filter(([name, verdict]) => name.startsWith('i_') || !agree(verdict));
    const said = tableRows(readFileSync(new URL('../../docs/json.md', import.meta.url), 'utf8'));
    expect(Object.fromEntries(said.map(({ name, verdict }) => [name, verdict]))).toEqual(Object.fromEntries(toSay));
    for (const { name, what, why } of said) expect([what, why], name).not.toContain('');
  });

  test('where the three agree, it is as the name of the case says', async () => {
    for (const name of names.filter((other) => !other.startsWith('i_'))) {
      const verdict = await verdictsOf(name);
      if (agree(verdict)) expect(verdict.parse, name).toBe(name.startsWith('y_') ? 'accepts' : 'refuses');
    }
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

type Verdicts = { ours: string; parse: 'accepts' | 'refuses'; jsonc: 'accepts' | 'refuses' };

const agree = ({ ours, parse, jsonc }: Verdicts): boolean =>
  parse === jsonc && (ours === 'accepted') === (parse === 'accepts');
const caseOf = (name: string): string => name.replace(/\.json$/, '');

/** `ours`: the problems that are about JSON and encoding. The cases are no rows of a dataset, which is left out. */
async function verdictsOf(name: string): Promise<Verdicts> {
  const { problems } = checkDataset(await readDatasetFile(`${folder}/${name}`));
  const codes = new Set(problems.map(({ code }) => code).filter((code) => /^(json|file)-/.test(code)));
  codes.delete('json-not-object');
  codes.delete('json-blank-line');
  const text = readFileSync(`${folder}/${name}`, 'utf8');
  return {
    ours: codes.size === 0 ? 'accepted' : [...codes].map((code) => `\`${code}\``).join(', '),
    parse: parses(text) ? 'accepts' : 'refuses',
    jsonc: acceptedByJsonc(text) ? 'accepts' : 'refuses',
  };
}

/** Of nesting beyond its stack it says nothing but an exception. */
function acceptedByJsonc(text: string): boolean {
  const found: ParseError[] = [];
  try {
    parse(text, found, { disallowComments: true, allowTrailingComma: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return false;
  }
  return found.length === 0;
}

function tableRows(page: string): { name: string; what: string; verdict: Verdicts; why: string }[] {
  return [
    ...page.matchAll(/^\| `([iyn]_[^`]+)` \| (.*) \| (.*) \| (accepts|refuses) \| (accepts|refuses) \| (.*) \|$/gm),
  ].map(([, name, what, ours, byParse, byJsonc, why]) => ({
    name: name!,
    what: what!.trim(),
    verdict: { ours: ours!, parse: byParse as Verdicts['parse'], jsonc: byJsonc as Verdicts['jsonc'] },
    why: why!.trim(),
  }));
}

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
