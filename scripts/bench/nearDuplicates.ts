/**
 * Near-duplicates: the time for all rows of a large file, and how many of the rows that have their like are found, against the
 * comparison of all pairs on a part of it. Times are of processor time too, as other programs share the machine.
 *
 * usage: npm run bench:dataset [-- --rows 3000]
 */
import { parseArgs } from 'node:util';
import type { ComparedTexts } from '../../src/dataset/comparedTexts.ts';
import { NearSearch, type NearPair } from '../../src/dataset/nearDuplicates.ts';
import { readDatasetFile } from '../../src/dataset/read.ts';
import { RowSketches } from '../../src/dataset/rowSketches.ts';
import { setsOf, similarityOf } from '../../src/dataset/shingleSets.ts';
import { nearTexts } from '../../src/rules/checkRow.ts';
import { hasShared, shared } from '../../test/support/shared.ts';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '2000' } }, strict: false });

if (hasShared) await run(Number(values.rows));
else process.exitCode = 1;

async function run(nExact: number): Promise<void> {
  const { rows, format, columns } = await readDatasetFile(shared('instruct', 't0_train_50k.jsonl.gz'));
  const texts = rows.map((row) => nearTexts(row, format, columns) ?? { prompt: [], answer: [] });
  const nBytes = texts.reduce((n, { prompt, answer }) => n + Buffer.byteLength([...prompt, ...answer].join('')), 0);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const pairs = search(texts);
  const seconds = (performance.now() - start) / 1e3;
  const used = process.cpuUsage(cpu);
  const cpuSeconds = (used.user + used.system) / 1e6;
  console.log(
    `near-duplicates: ${rows.length} rows, ${(nBytes / 1e6).toFixed(1)} MB of text, ${pairs.length} found in ${seconds.toFixed(2)} s ` +
      `(${cpuSeconds.toFixed(2)} s of processor time, ${(nBytes / 1e6 / cpuSeconds).toFixed(1)} MB/s)`,
  );
  // Rows of one kind stand together: a stretch from the middle has more that are alike than rows from everywhere.
  const middle = Math.floor((texts.length - nExact) / 2);
  const part = texts.slice(middle, middle + nExact);
  const found = new Set(search(part).map(({ row }) => row));
  const sets = part.map(setsOf);
  const alike = sets.flatMap((one, i) => (sets.slice(0, i).some((other) => similarityOf(one, other) > 0) ? [i] : []));
  const nFound = alike.filter((row) => found.has(row)).length;
  console.log(
    `near-duplicates: of ${alike.length} rows that have their like among ${nExact} rows, ${nFound} found ` +
      `(recall ${((100 * nFound) / Math.max(1, alike.length)).toFixed(2)}%), ${found.size - nFound} wrong`,
  );
}

function search(texts: readonly ComparedTexts[]): NearPair[] {
  const sketches = new RowSketches();
  for (const row of texts) sketches.push(row);
  const found = new NearSearch({ sketches, textsOf: (index) => texts[index], isRepeat: () => false });
  found.work(Infinity);
  return found.pairs();
}
