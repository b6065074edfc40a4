/**
 * Tokenizing, ours and the tokenizers library's, in interleaved pairs on this machine; ids must be equal, else no ratio is
 * printed. Ours starts every time with an empty cache. Then the facts of a whole file by the pool of threads.
 * Rates are per second of processor time, as other programs share the machine.
 *
 * usage: npm run bench:dataset [-- --pairs 5 --threads 2]
 */
import { parseArgs } from 'node:util';
import { readDatasetFile } from '../../src/dataset/read.ts';
import { samplesOf } from '../../src/dataset/samples.ts';
import { partsOf } from '../../src/prompt/tokenFacts.ts';
import type { Tokenizer } from '../../src/prompt/tokenizer.ts';
import { createTokenPool } from '../../src/processes/tokenPool.ts';
import { readDefinition, referenceTokenizer, type ReferenceTokenizer } from '../../test/support/referenceTokenizer.ts';
import { hasShared, shared } from '../../test/support/shared.ts';
import { EMBEDDED_FOLDER, folderOfTokenizer, loadTokenizerFile } from '../../test/support/tokenizers.ts';

const { values } = parseArgs({
  options: { pairs: { type: 'string', default: '5' }, threads: { type: 'string', default: '2' } },
});
const pairs = Number(values.pairs);
const threads = Number(values.threads);

/** Text for one turn: so much that the library takes about a second. */
const KINDS = [
  { name: 'gpt2', file: 'gpt2_tokenizer.json', megabytes: 2 },
  { name: 'mistral', file: 'mistral_tokenizer.json', megabytes: 0.3 },
  { name: 'torchtune', file: 'torchtune_tiny_bpe_tokenizer.json', megabytes: 2 },
];

if (hasShared) await run();
else process.exitCode = 1;

async function run(): Promise<void> {
  const dataset = await readDatasetFile(shared('instruct', 't0_train_50k.jsonl.gz'));
  const { samples } = samplesOf(dataset);
  const texts = samples.map(({ sample }) => partsOf(sample).join(''));
  console.log(`t0_train_50k: ${texts.length} rows, ${mega(bytesOf(texts))} MB of text, Node ${process.versions.node}`);
  for (const { name, file, megabytes } of KINDS) {
    const path = shared('lm', file);
    const library = referenceTokenizer(readDefinition(path));
    const known = textsOf(texts, megabytes, await loadTokenizerFile(path));
    await compare(
      `${name}, ${known.texts.length} rows (${known.nLost} without tokens left out)`,
      path,
      library,
      known.texts,
      pairs,
    );
    const long = known.texts.join(' ').repeat(4).slice(0, 1_000_000);
    await compare(`${name}, one string of 1 MB`, path, library, [long], 1);
  }
  const rows = samples.map(({ rowHash, sample }) => ({ hash: rowHash, sample }));
  const nBytes = bytesOf(texts);
  const folders = [EMBEDDED_FOLDER, await folderOfTokenizer(shared('lm', 'gpt2_tokenizer.json'), '<|endoftext|>')];
  folders.push(await folderOfTokenizer(shared('lm', 'mistral_tokenizer.json'), '</s>'));
  for (const [i, folder] of folders.entries()) {
    const pool = createTokenPool({ folder, threads, now: undefined });
    const first = await timed(() => pool.facts(rows, 512));
    const again = await timed(() => pool.facts(rows, 512));
    pool.dispose();
    const name = ['embedded', 'gpt2', 'mistral'][i]!;
    console.log(
      `facts of the whole file, ${name}, ${threads} threads with their start: ${first.wall.toFixed(1)} s, ${rate(nBytes, first.wall)} ` +
        `(${rate(nBytes, first.processor)} of each processor); again ${again.wall.toFixed(2)} s`,
    );
  }
}

async function compare(
  what: string,
  path: string,
  library: ReferenceTokenizer,
  texts: readonly string[],
  nPairs: number,
): Promise<void> {
  const ratios: number[] = [];
  const [ours, theirs]: [number[], number[]] = [[], []];
  let nDifferent = 0;
  // The first of several pairs warms both up, and is not counted.
  for (let pair = nPairs > 1 ? -1 : 0; pair < nPairs; pair++) {
    const tokenizer = await loadTokenizerFile(path);
    const our = measured(() => texts.map((text) => tokenizer.encode(text).ids));
    const their = measured(() => texts.map((text) => library.encode(text)));
    nDifferent = our.result.filter((ids, i) => String([...ids]) !== String(their.result[i])).length;
    if (nDifferent > 0) break;
    if (pair < 0) continue;
    ours.push(our.seconds);
    theirs.push(their.seconds);
    ratios.push(their.seconds / our.seconds);
  }
  const nBytes = bytesOf(texts);
  console.log(
    nDifferent > 0
      ? `${what}: ${nDifferent} texts have other ids than the library gives, so there is no ratio`
      : `${what}: ours ${rate(nBytes, median(ours))}, library ${rate(nBytes, median(theirs))}, ${median(ratios).toFixed(1)} times`,
  );
  if (nDifferent > 0) process.exitCode = 1;
}

/** The first texts that the tokenizer has tokens for, up to a size. */
function textsOf(
  texts: readonly string[],
  megabytes: number,
  tokenizer: Tokenizer,
): { texts: string[]; nLost: number } {
  const found = { texts: [] as string[], nLost: 0 };
  let left = megabytes * 1e6;
  for (const text of texts) {
    if (left <= 0) break;
    try {
      tokenizer.encode(text);
      found.texts.push(text);
      left -= Buffer.byteLength(text);
    } catch {
      found.nLost++;
    }
  }
  return found;
}

function measured<T>(work: () => T): { result: T; seconds: number } {
  const start = processorSeconds();
  const result = work();
  return { result, seconds: processorSeconds() - start };
}

/** All threads of this process together. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function timed(work: () => Promise<unknown>): Promise<{ wall: number; processor: number }> {
  const start = { wall: performance.now(), processor: processorSeconds() };
  await work();
  return { wall: (performance.now() - start.wall) / 1000, processor: processorSeconds() - start.processor };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

function bytesOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

function mega(nBytes: number): string {
  return (nBytes / 1e6).toFixed(1);
}

function rate(nBytes: number, time: number): string {
  return `${(nBytes / 1e6 / time).toPrecision(2)} MB/s`;
}
