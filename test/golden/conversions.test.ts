/** Real files in every format they can become and back: the same rows, or a loss that was listed. */
import { describe, expect, test } from 'vitest';
import type { StyleOptions } from '../../src/dataset/convert/common.ts';
import { createConversion, targetsOf, type Conversion } from '../../src/dataset/convert/conversion.ts';
import { LOSSES, type LossCode } from '../../src/dataset/convert/losses.ts';
import { planConversion } from '../../src/dataset/convert/plan.ts';
import type { FormatId } from '../../src/dataset/formats.ts';
import { readDatasetFile, type Dataset } from '../../src/dataset/read.ts';
import { openRows } from '../../src/dataset/rowStream.ts';
import { readRow } from '../../src/dataset/row.ts';
import { schemaErrors } from '../../src/dataset/schema.ts';
import { oneLine } from '../../src/dataset/rawJson.ts';
import type { JsonObject } from '../../src/common/json.ts';
import { hasShared, shared } from '../support/shared.ts';

type Expected = {
  file: string;
  columns?: Record<string, string>;
  /** How converting back is told to write. */
  style?: StyleOptions;
  /** Format -> rows that cannot become it, losses by code with their rows. */
  plans: Partial<Record<FormatId, { refused?: number; losses?: Partial<Record<LossCode, number>>; bytes?: true }>>;
};

/** `bytes`: converting back gives each row as it was written, on one line. */
const FILES: Expected[] = [
  {
    file: 'alpaca_en_demo.json',
    plans: {
      chat: { losses: { 'input-joined': 412 } },
      sharegpt: { losses: { 'input-joined': 412 } },
      completion: { losses: { 'input-joined': 412 } },
    },
  },
  {
    file: 'alpaca_zh_demo.json',
    plans: { chat: { losses: { 'input-joined': 139 } }, sharegpt: { losses: { 'input-joined': 139 } } },
  },
  { file: 'identity.json', plans: { chat: { bytes: true }, sharegpt: { bytes: true }, completion: { bytes: true } } },
  {
    file: 'glaive_toolcall_en_demo.json',
    plans: {
      chat: { bytes: true },
      alpaca: { refused: 153, losses: { tools: 147 } },
      completion: { losses: { 'earlier-answers-untrained': 225 } },
    },
  },
  {
    file: 'drone_training.jsonl',
    plans: { sharegpt: { losses: { 'call-ids': 103 } }, completion: { bytes: true }, alpaca: { refused: 103 } },
  },
  {
    file: 'toy_chat_fine_tuning.jsonl',
    plans: {
      sharegpt: { bytes: true },
      alpaca: { refused: 1 },
      completion: { losses: { 'earlier-answers-untrained': 1 } },
    },
  },
  {
    file: 'dpo_en_demo.json',
    plans: { kto: { losses: { unpaired: 300 } }, chat: { losses: { 'rejected-dropped': 300 } } },
  },
  { file: 'kto_en_demo.json', plans: { chat: { refused: 150, losses: { 'label-dropped': 150 } } } },
  { file: 'wikisql_lora_train.jsonl', plans: { completion: { bytes: true } } },
  {
    file: 'wwdc25_all.jsonl',
    style: { text: 'strings' },
    plans: {
      chat: { losses: { 'template-applied': 1944 }, bytes: true },
      text: { losses: { 'prompt-joined': 1944 } },
    },
  },
  {
    file: 'gsm8k_train.jsonl',
    columns: { question: 'instruction', answer: 'output' },
    plans: { chat: { losses: { 'columns-mapped': 7473 } } },
  },
];

describe.skipIf(!hasShared)('conversions of real files', () => {
  test.each(FILES)('$file', async ({ file, columns = {}, style = {}, plans }) => {
    const dataset = await readDatasetFile(shared('instruct', file), { columns });
    const from = dataset.format as FormatId;
    for (const to of targetsOf(from)) {
      const conversion = createConversion(from, to, { columns });
      const expected = plans[to];
      if (expected !== undefined) {
        const { losses, unconvertible } = planConversion(dataset, conversion);
        expect({
          to,
          refused: unconvertible.reduce((sum, { nRows }) => sum + nRows, 0),
          losses: Object.fromEntries(losses.map(({ code, nRows }) => [code, nRows])),
        }).toEqual({ to, refused: expected.refused ?? 0, losses: expected.losses ?? {} });
      }
      checkBack(dataset, conversion, createConversion(to, from, { style }), expected?.bytes === true);
    }
  });

  test('preference in each shape and back', async () => {
    const dataset = await readDatasetFile(shared('instruct', 'dpo_en_demo.json'));
    for (const preference of ['trl', 'openai'] as const) {
      const there = createConversion('preference', 'preference', { style: { preference } });
      checkBack(
        dataset,
        there,
        createConversion('preference', 'preference', { style: { preference: 'llama-factory' } }),
        true,
      );
    }
  });

  test('55,185 rows, streamed', async () => {
    const stream = await openRows(shared('instruct', 't0_train_50k.jsonl.gz'));
    const there = createConversion('completion', 'chat');
    const back = createConversion('chat', 'completion', { style: { text: 'strings' } });
    let nRows = 0;
    for await (const batch of stream.rows())
      for (const row of batch) {
        if (row.blank) continue;
        nRows++;
        // Compared by hand: an expectation a row would take most of the time.
        const [again] = back.lines(readRow(there.lines(row)[0]!, {}));
        if (again !== oneLine(row.text)) expect(again, `row ${row.row}`).toBe(oneLine(row.text));
      }
    expect(nRows).toBe(55_185);
  }, 240_000);

  test('kto in each shape and back', async () => {
    const dataset = await readDatasetFile(shared('instruct', 'kto_en_demo.json'));
    const there = createConversion('kto', 'kto', { style: { kto: 'trl' } });
    checkBack(dataset, there, createConversion('kto', 'kto', { style: { kto: 'llama-factory' } }), true);
  });
});

function checkBack({ rows }: Dataset, there: Conversion, back: Conversion, isByteExact: boolean): void {
  for (const row of rows) {
    const converted = there.convert(row);
    if (converted.refusal !== undefined) continue;
    for (const line of converted.lines)
      expect(schemaErrors(there.to, JSON.parse(line) as JsonObject), `row ${row.row}`).toEqual([]);
    const isLossy = [...converted.losses].some((code) => LOSSES[code].effect !== 'trained');
    if (isLossy) continue;
    const again = back.lines(readRow(converted.lines[0]!, {}))[0];
    if (again === undefined) throw new Error(`row ${row.row} does not come back`);
    expect(JSON.parse(again), `row ${row.row}`).toEqual(row.value);
    if (isByteExact) expect(again, `row ${row.row}`).toBe(oneLine(row.text));
  }
}
