/** `tunewright chat` beside Transformers and PEFT: the same folders, the same prompt, the same greedy token ids. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderPrompt } from '../../src/prompt/render.ts';
import { loadTemplate } from '../../src/prompt/template.ts';
import { loadTokenizer } from '../../src/prompt/tokenizer.ts';
import { runPaths } from '../../src/runs/runFolder.ts';
import { runCli } from '../support/cli.ts';
import { askPython, hasPython } from '../support/python.ts';
import { makeTinyModelFolder } from '../support/tinyModelFolder.ts';
import { makeTinyRun, makeTinyWorkspace, startTrainer, type TinyWorkspace } from '../support/trainerChild.ts';

/** argv: [[model folder, adapter folder or null, prompt ids], …], most tokens. Loading PyTorch takes longer than all of it: one process does all. */
const GENERATE = `
import json, sys, torch
from peft import PeftModel
from transformers import AutoModelForCausalLM
answers = []
for folder, adapter, ids in json.loads(sys.argv[1]):
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    if adapter is not None:
        model = PeftModel.from_pretrained(model, adapter)
    prompt = torch.tensor([ids])
    out = model.generate(input_ids=prompt, attention_mask=torch.ones_like(prompt), do_sample=False, max_new_tokens=int(sys.argv[2]), pad_token_id=0)
    answers.append(out[0, prompt.shape[1]:].tolist())
print(json.dumps(answers))
`;
const END = 0;
const MAX_TOKENS = 40;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-chat-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function promptIds(model: string, prompt: string): Promise<number[]> {
  const template = await loadTemplate(model);
  const rendered = await renderPrompt([{ role: 'user', content: prompt }], await loadTokenizer(model), template);
  template.dispose();
  return [...rendered.ids];
}

type Case = { args: string[]; model: string; adapter: string | null; prompt: string };

/** A real run of the trainer on the tiny base; its result as both sides name it. */
async function tunedCase(workspace: TinyWorkspace, method: 'lora' | 'full'): Promise<Case> {
  const run = await makeTinyRun(workspace, join(folder, method), { method, epochs: 4 });
  const { code, stderr } = await startTrainer(run).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { model, adapter } = runPaths(run);
  const isLora = method === 'lora';
  return {
    args: ['--run', run],
    model: isLora ? workspace.base : model,
    adapter: isLora ? adapter : null,
    prompt: 'q3',
  };
}

describe.skipIf(!hasPython)('peers', () => {
  test('greedy ids equal theirs: three random models, a LoRA run, a full run', async () => {
    const cases: Case[] = await Promise.all(
      [1, 2, 3].map(async (seed) => {
        const model = await makeTinyModelFolder(join(folder, String(seed)), seed);
        return { args: ['--base', model], model, adapter: null, prompt: `question ${seed}: naïve 🙂?` };
      }),
    );
    const workspace = await makeTinyWorkspace(folder);
    cases.push(await tunedCase(workspace, 'lora'), await tunedCase(workspace, 'full'));

    const asked = await Promise.all(
      cases.map(async ({ model, adapter, prompt }) => [model, adapter, await promptIds(model, prompt)]),
    );
    const expected = (await askPython(GENERATE, JSON.stringify(asked), String(MAX_TOKENS))) as number[][];
    for (const [i, { args, prompt }] of cases.entries()) {
      const asking = ['chat', ...args, '--prompt', prompt, '--max-tokens', String(MAX_TOKENS), '--json'];
      const { code, stdout, stderr } = await runCli(asking);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const wanted = expected[i]!;
      const ended = wanted.at(-1) === END;
      expect(JSON.parse(stdout), args.join(' ')).toMatchObject({
        ids: ended ? wanted.slice(0, -1) : wanted,
        stop: ended ? 'end-of-turn' : 'max-tokens',
      });
    }
    // Or the adapter would have proved nothing.
    expect(expected[3]).not.toEqual(expected[0]);
  });
});
