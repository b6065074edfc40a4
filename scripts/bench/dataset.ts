/**
 * Checking a dataset beside what any linter must do at least: JSON.parse and a compiled schema for every line. Both read
 * the file from disk, in turns, and the medians are printed with their ratio; by processor time too, as other programs share the machine.
 *
 * usage: npm run bench:dataset [-- --pairs 5]
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { lineBatches } from '../../src/dataset/lines.ts';
import completion from '../../src/dataset/schemas/completion.json' with { type: 'json' };
import { checkFile } from '../../src/rules/checkFile.ts';
import type { RuleLevel } from '../../src/rules/ruleSettings.ts';
import { hasShared, shared } from '../../test/support/shared.ts';

/** Rules of what texts say: they read every character once more, which is no matter of structure. */
const CONTENT = [
  ...['placeholder-left', 'mojibake', 'whitespace-edge', 'output-cut-off', 'prompt-repeated-in-output'],
  'repeated-text',
  ...['self-identification', 'secret', 'personal-data', 'near-duplicate'],
];
const STRUCTURE: Record<string, RuleLevel> = Object.fromEntries(CONTENT.map((code) => [code, 'off']));
const WITHOUT_NEAR: Record<string, RuleLevel> = { 'near-duplicate': 'off' };

const { values } = parseArgs({ options: { pairs: { type: 'string', default: '5' } }, strict: false });

if (hasShared) await run(Number(values.pairs));
else process.exitCode = 1;

async function run(nPairs: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tunewright-bench-'));
  try {
    const path = join(folder, 't0.jsonl');
    await writeFile(path, gunzipSync(await readFile(shared('instruct', 't0_train_50k.jsonl.gz'))));
    await compare(path, nPairs);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function compare(path: string, nPairs: number): Promise<void> {
  const validate = new Ajv({ allowUnionTypes: true }).compile(completion);
  const floor = async (): Promise<number> => {
    let n = 0;
    for await (const { lines } of lineBatches(path))
      for (const line of lines) if (line !== '' && validate(JSON.parse(line))) n++;
    return n;
  };
  const check = (rules: Record<string, RuleLevel>) => async (): Promise<number> => {
    const batches = checkFile(path, { rules });
    let next = await batches.next();
    while (next.done !== true) next = await batches.next();
    return next.value.nRows;
  };
  const works = { floor, structure: check(STRUCTURE), all: check(WITHOUT_NEAR) };
  for (const work of Object.values(works)) await work(); // compiled, and the caches filled
  const ms: Record<keyof typeof works, number[]> = { floor: [], structure: [], all: [] };
  const cpuMs: Record<keyof typeof works, number[]> = { floor: [], structure: [], all: [] };
  for (let pair = 0; pair < nPairs; pair++)
    for (const name of ['floor', 'structure', 'all'] as const) {
      const [start, cpu] = [performance.now(), process.cpuUsage()];
      await works[name]();
      const { user, system } = process.cpuUsage(cpu);
      ms[name].push(performance.now() - start);
      cpuMs[name].push((user + system) / 1e3);
    }
  for (const [kind, measured] of [
    ['wall clock', ms],
    ['processor time', cpuMs],
  ] as const) {
    const [base, structure, all] = [median(measured.floor), median(measured.structure), median(measured.all)];
    const times = (figure: number): string => `${figure.toFixed(0)} ms, ${(figure / base).toFixed(2)}×`;
    console.log(`check, ${kind}: t0_train_50k from disk; JSON.parse and ajv a line ${base.toFixed(0)} ms`);
    console.log(`check, ${kind}: structure and facts ${times(structure)}; with the rules of texts ${times(all)}`);
  }
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;
}
