/** Talks to peer.py: a line with a step's number goes in, its loss and time come out. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { pythonPath } from '../setup/python.mjs';

export type StepResult = { loss: number; gradientNorm: number; milliseconds: number };
/** One side of the comparison: does whole optimizer steps, one after the other. */
export type Side = { trained: number; step(index: number): Promise<StepResult>; stop(): Promise<void> };

export async function startPeer(folder: string, method: 'lora' | 'full', threads: number): Promise<Side> {
  const child = spawn(pythonPath(), [join(import.meta.dirname, 'peer.py'), folder, method, String(threads)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, HF_HUB_OFFLINE: '1', OMP_NUM_THREADS: String(threads) },
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints = (complaints + text).slice(-2000)));
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<unknown> => {
    const line = await lines.next();
    if (line.done === true) throw new Error(`PyTorch ended: ${complaints}`);
    return JSON.parse(line.value);
  };
  const { trained } = (await answer()) as { trained: number };
  return {
    trained,
    step: async (index) => {
      child.stdin.write(`${index}\n`);
      return (await answer()) as StepResult;
    },
    stop: async () => {
      child.stdin.end();
      await closed;
    },
  };
}
