/**
 * Whole optimizer steps (batch, forward, backward, clipping, AdamW), ours and PyTorch's, in interleaved pairs on this machine.
 * The first ten losses of both must agree to 1e-4, and the gradient norms to 1e-3, else no ratio is printed: a fast wrong
 * step is worth nothing.
 *
 * usage: npm run bench -- [--method lora|full] [--kv-heads 6] [--pairs 9] [--threads 2]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startOurs } from './ours.ts';
import { type Side, startPeer } from './peer.ts';
import { BATCH, CHECKED_STEPS, createWorkload, MODEL, writeWorkload } from './workload.ts';

const LOSS_AGREEMENT = 1e-4;
/** Relative. */
const NORM_AGREEMENT = 1e-3;
/** Steps of one side in a row: a pair is short enough to meet the same weather on a shared machine. */
const STEPS_A_TURN = 2;

const { values } = parseArgs({
  options: {
    method: { type: 'string' },
    'kv-heads': { type: 'string', default: String(MODEL.nKvHead) },
    pairs: { type: 'string', default: '9' },
    threads: { type: 'string', default: '2' },
  },
});
const threads = Number(values.threads);
const config = { ...MODEL, nKvHead: Number(values['kv-heads']) };
const methods =
  values.method === undefined ? (['lora', 'full'] as const) : ([values.method === 'full' ? 'full' : 'lora'] as const);

console.log(
  `Llama, D ${config.hiddenSize}, L ${config.nLayer}, V ${config.vocabSize}, H ${config.nHead}, KV ${config.nKvHead}, F ${config.intermediateSize}; ` +
    `[${BATCH.nSequence}, ${BATCH.length}], every position supervised, ${threads} threads, Node ${process.versions.node}`,
);
let failed = false;
for (const method of methods) failed = !(await compare(method)) || failed;
process.exitCode = failed ? 1 : 0;

async function compare(method: 'lora' | 'full'): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'tunewright-bench-'));
  try {
    const workload = createWorkload(config);
    await writeWorkload(folder, config, workload);
    const peer = await startPeer(folder, method, threads);
    const ours = await startOurs(config, workload, method, threads);
    if (peer.trained !== ours.trained) throw new Error(`PyTorch trains ${peer.trained} parameters, we ${ours.trained}`);
    const agrees = await checkSteps(method, ours, peer);
    if (agrees) await measure(ours, peer, Number(values.pairs));
    await ours.stop();
    await peer.stop();
    return agrees;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function checkSteps(method: string, ours: Side, peer: Side): Promise<boolean> {
  const worst = { loss: 0, norm: 0 };
  for (let index = 0; index < CHECKED_STEPS; index++) {
    const [our, their] = [await ours.step(index), await peer.step(index)];
    worst.loss = Math.max(worst.loss, numeric(Math.abs(our.loss - their.loss)));
    worst.norm = Math.max(worst.norm, numeric(Math.abs(our.gradientNorm / their.gradientNorm - 1)));
  }
  const agrees = worst.loss <= LOSS_AGREEMENT && worst.norm <= NORM_AGREEMENT;
  const words = `losses to ${worst.loss.toExponential(1)}, gradient norms to ${worst.norm.toExponential(1)} of their size`;
  console.log(
    `${method}: ${ours.trained} trained parameters; the first ${CHECKED_STEPS} steps ${agrees ? 'agree' : 'do not agree, so there is no ratio'}: ${words}`,
  );
  return agrees;
}

/** Not a number counts as far off. */
function numeric(difference: number): number {
  return Number.isNaN(difference) ? Infinity : difference;
}

async function measure(ours: Side, peer: Side, nPair: number): Promise<void> {
  const ourTimes: number[] = [];
  const peerTimes: number[] = [];
  for (let pair = 0; pair < nPair; pair++) {
    const turn = async (side: Side, times: number[]) => {
      let milliseconds = 0;
      for (let i = 0; i < STEPS_A_TURN; i++) milliseconds += (await side.step(pair + i)).milliseconds;
      times.push(milliseconds / STEPS_A_TURN);
    };
    // Who goes first alternates, so that neither always follows the other's heat.
    if (pair % 2 === 0) await turn(ours, ourTimes);
    await turn(peer, peerTimes);
    if (pair % 2 === 1) await turn(ours, ourTimes);
  }
  const ratios = peerTimes.map((time, i) => time / ourTimes[i]!);
  const tokens = BATCH.nSequence * BATCH.length;
  const speed = (times: number[]) =>
    describe(
      times.map((milliseconds) => (tokens / milliseconds) * 1000),
      0,
    );
  console.log(`  ours     ${speed(ourTimes)} tokens/s`);
  console.log(`  PyTorch  ${speed(peerTimes)} tokens/s`);
  console.log(`  ratio    ${describe(ratios, 2)} over ${nPair} pairs`);
}

/** Median and range. */
function describe(values: number[], digits: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  const last = sorted.length - 1;
  const median = (sorted[Math.floor(last / 2)]! + sorted[Math.ceil(last / 2)]!) / 2;
  return `${median.toFixed(digits)} (${sorted[0]!.toFixed(digits)} to ${sorted.at(-1)!.toFixed(digits)})`;
}
