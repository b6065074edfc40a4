/** Real datasets that others wrote: their formats, no false alarm, and every row either trained on or left out with the reason that the check gives. */
import { describe, expect, test } from 'vitest';
import { readDatasetFile, type ReadOptions } from '../../src/dataset/read.ts';
import { samplesOf } from '../../src/dataset/samples.ts';
import { checkDataset } from '../../src/rules/check.ts';
import { hasShared, shared } from '../support/shared.ts';

/** File, format, rows, and how many repeat others; those are counted in the data's own description or were looked at. All problems are in reports/. */
const FILES: [string, string, number, Record<string, number>][] = [
  ['alpaca_en_demo.json', 'alpaca', 999, { 'duplicate-row': 14 }],
  ['alpaca_zh_demo.json', 'alpaca', 1000, { 'duplicate-row': 8 }],
  ['identity.json', 'alpaca', 91, { 'conflicting-output': 2 }],
  ['glaive_toolcall_en_demo.json', 'sharegpt', 300, { 'duplicate-row': 35, 'conflicting-output': 1 }],
  ['toy_chat_fine_tuning.jsonl', 'chat', 5, {}],
  ['drone_training.jsonl', 'chat', 103, {}],
  ['wwdc25_all.jsonl', 'completion', 1944, { 'duplicate-row': 469, 'conflicting-output': 242 }],
  // 826 prompts with several answers as they are written, 838 without regard to case and white space.
  ['t0_train_50k.jsonl.gz', 'completion', 55_185, { 'duplicate-row': 1153, 'conflicting-output': 838 }],
  ['wikisql_lora_train.jsonl', 'text', 1000, { 'duplicate-row': 1 }],
  ['dpo_en_demo.json', 'preference', 300, { 'duplicate-row': 5 }],
  ['kto_en_demo.json', 'kto', 300, {}],
  ['gsm8k_train.jsonl', 'unknown', 7473, {}],
  ['mt_bench_question.jsonl', 'unknown', 80, {}],
  ['self_instruct_seed_tasks.jsonl', 'unknown', 175, {}],
];

const REPEATS = ['duplicate-row', 'conflicting-output'];

describe.skipIf(!hasShared)('real datasets', () => {
  test.each(FILES)('%s is %s', async (name, format, nRows, repeats) => {
    const dataset = await readDatasetFile(shared('instruct', name));
    const result = checkDataset(dataset);
    const { byCode } = result.counts;
    expect({ format: dataset.format, rows: result.nRows }).toEqual({ format, rows: nRows });
    const found = Object.fromEntries(
      REPEATS.flatMap((code) => (byCode[code] === undefined ? [] : [[code, byCode[code]]])),
    );
    expect(found).toEqual(repeats);
    expect(result.counts.errors).toBe(format === 'unknown' ? 1 : 0);
    const { samples, skipped } = samplesOf(dataset);
    expect(samples.length + skipped.length).toBe(nRows);
    const reason = format === 'unknown' ? 'format-unknown' : 'format-not-trainable';
    const isTrainable = !['unknown', 'preference', 'kto'].includes(format);
    expect(skipped.filter(({ code }) => code !== reason)).toEqual([]);
    expect(samples.length).toBe(isTrainable ? nRows : 0);
  });

  test('gsm8k is offered a mapping, and is alpaca with it', async () => {
    const path = shared('instruct', 'gsm8k_train.jsonl');
    const columns = { question: 'instruction', answer: 'output' };
    expect((await readDatasetFile(path)).suggestedColumns).toEqual(columns);
    const options: ReadOptions = { columns };
    const dataset = await readDatasetFile(path, options);
    expect(checkDataset(dataset, options)).toMatchObject({ format: 'alpaca', problems: [] });
    expect(samplesOf(dataset).samples).toHaveLength(7473);
  });

  test.each(['mt_bench_question.jsonl', 'self_instruct_seed_tasks.jsonl'])('%s is offered none', async (name) => {
    expect((await readDatasetFile(shared('instruct', name))).suggestedColumns).toBeUndefined();
  });
});
