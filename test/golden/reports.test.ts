/**
 * What the check says of real datasets: a report a file in reports/, read by people, so that a change to a rule shows what it changes for users.
 * `UPDATE_GOLDENS=1 npm test -- golden` writes them anew; read the difference before you commit it.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../src/dataset/problem.ts';
import { readDatasetFile } from '../../src/dataset/read.ts';
import { checkDataset } from '../../src/rules/check.ts';
import type { CheckResult } from '../../src/rules/datasetCheck.ts';
import { hasShared, shared } from '../support/shared.ts';

const FOLDER = join(import.meta.dirname, 'reports');
const FILES = [
  ...['alpaca_en_demo.json', 'alpaca_zh_demo.json', 'dpo_en_demo.json', 'drone_training.jsonl'],
  ...['glaive_toolcall_en_demo.json', 'gsm8k_train.jsonl', 'identity.json', 'kto_en_demo.json'],
  ...['mt_bench_question.jsonl', 'self_instruct_seed_tasks.jsonl', 't0_train_50k.jsonl.gz'],
  ...['toy_chat_fine_tuning.jsonl', 'wikisql_lora_train.jsonl', 'wwdc25_all.jsonl'],
];

/** Of each code the first ones; their number is said of all. */
const N_SHOWN = 8;
/** Enough of a message to judge it by. */
const SHOWN_LENGTH = 200;

describe.skipIf(!hasShared)('reports of real datasets', () => {
  test.each(FILES)('%s', async (name) => {
    const dataset = await readDatasetFile(shared('instruct', name));
    const actual = report(name, checkDataset(dataset));
    const path = join(FOLDER, `${name}.txt`);
    if (process.env['UPDATE_GOLDENS'] === '1') {
      await mkdir(FOLDER, { recursive: true });
      await writeFile(path, actual);
    }
    expect(actual).toBe(await readFile(path, 'utf8'));
  });
});

/** Positions count from 1, as the command line's. */
function report(name: string, { format, nRows, problems, counts }: CheckResult): string {
  const lines = [
    `${name}: ${format}, ${nRows} rows`,
    `${counts.errors} errors, ${counts.warnings} warnings, ${counts.information} information`,
  ];
  for (const code of Object.keys(counts.byCode).sort()) {
    const found = problems.filter((problem) => problem.code === code);
    lines.push('', `${code}: ${found.length}`, ...found.slice(0, N_SHOWN).map(lineOf));
    if (found.length > N_SHOWN)
      lines.push(`  and ${found.length - N_SHOWN} more, the last at ${placeOf(found.at(-1)!)}`);
  }
  return `${lines.join('\n')}\n`;
}

const lineOf = (problem: Problem): string => `  ${placeOf(problem)} ${problem.severity} ${cut(problem.message)}`;

function placeOf({ range: { startLine, startColumn, endLine, endColumn } }: Problem): string {
  const end = endLine === startLine ? '' : `${endLine + 1}:`;
  return `${startLine + 1}:${startColumn + 1}-${end}${endColumn + 1}`;
}

function cut(message: string): string {
  const characters = Array.from(message);
  return characters.length > SHOWN_LENGTH ? `${characters.slice(0, SHOWN_LENGTH - 1).join('')}…` : message;
}
