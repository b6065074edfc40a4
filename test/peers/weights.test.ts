/** What we write is loaded by Transformers and PEFT, and answers as it does here. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/common/random.ts';
import { createDecoderSession, type DecoderAdapter } from '../../src/compile/decoder.ts';
import { initialLora } from '../../src/model/lora.ts';
import { writeAdapter } from '../../src/weights/adapter.ts';
import { mergeAdapter } from '../../src/weights/merge.ts';
import { type LoadedModel, loadModel } from '../../src/weights/modelFolder.ts';
import { saveModel } from '../../src/weights/save.ts';
import { askPython, hasPython } from '../support/python.ts';

const BASE = resolve(import.meta.dirname, '..', 'golden', 'data', 'llama', 'untied');
const IDS = [3, 1, 4, 1, 5, 9, 2, 6];

/** Prints the logits after the last id. argv: model folder, adapter folder or '', ids. Loading warnings become errors. */
const LAST_LOGITS = `
import json, sys, torch
from transformers import AutoModelForCausalLM
model, info = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32, output_loading_info=True)
assert not any(info[key] for key in ("missing_keys", "unexpected_keys", "mismatched_keys")), info
if sys.argv[2]:
    from peft import PeftModel
    model = PeftModel.from_pretrained(model, sys.argv[2])
with torch.no_grad():
    print(json.dumps(model.eval()(input_ids=torch.tensor([json.loads(sys.argv[3])])).logits[0, -1].tolist()))
`;

async function ourLogits(model: LoadedModel, adapter?: DecoderAdapter, rank?: number): Promise<Float32Array> {
  const options = rank === undefined ? { threads: 1 } : { threads: 1, lora: { rank } };
  const session = await createDecoderSession(model.config, model.parameters, options);
  const logits = Float32Array.from(await session.step(session.newCache(), Int32Array.from(IDS), adapter));
  await session.dispose();
  return logits;
}

/** The same weights, float32 on both sides; logits reach 10. */
function expectEqual(ours: Float32Array, theirs: unknown): void {
  const expected = theirs as number[];
  expect(ours.length).toBe(expected.length);
  ours.forEach((logit, i) => expect(Math.abs(logit - expected[i]!)).toBeLessThan(3e-5));
}

describe.skipIf(!hasPython)('saved by us', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tunewright-peers-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('an adapter in PEFT, and merged in Transformers', async () => {
    const base = await loadModel(BASE);
    const adapter = { rank: 4, alpha: 12, parameters: initialLora(base.config, 4, seededRandom(1, 'lora')) };
    const random = seededRandom(2, 'lora-b');
    for (const { data } of adapter.parameters.values())
      for (let i = 0; i < data.length; i++) data[i]! += 0.1 * random.normal();
    const ours = await ourLogits(base, { parameters: adapter.parameters, scale: 3 }, 4);

    await writeAdapter(join(folder, 'adapter'), adapter, BASE);
    expectEqual(ours, await askPython(LAST_LOGITS, BASE, join(folder, 'adapter'), JSON.stringify(IDS)));

    await saveModel(join(folder, 'merged'), BASE, mergeAdapter(base.parameters, adapter));
    expectEqual(ours, await askPython(LAST_LOGITS, join(folder, 'merged'), '', JSON.stringify(IDS)));
  });

  test('a whole model in float16 has the values that Transformers reads', async () => {
    const base = await loadModel(BASE);
    await saveModel(join(folder, 'half'), BASE, base.parameters, 'F16');
    const half = await loadModel(join(folder, 'half'));
    expectEqual(await ourLogits(half), await askPython(LAST_LOGITS, join(folder, 'half'), '', JSON.stringify(IDS)));
  });
});
