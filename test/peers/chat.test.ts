/** `tunewright chat` beside Transformers' generate: the same model folder, the same prompt, the same greedy token ids. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderPrompt } from '../../src/prompt/render.ts';
import { loadTemplate } from '../../src/prompt/template.ts';
import { loadTokenizer } from '../../src/prompt/tokenizer.ts';
import { runCli } from '../support/cli.ts';
import { askPython, hasPython } from '../support/python.ts';
import { makeTinyModelFolder } from '../support/tinyModelFolder.ts';

/** argv: [[model folder, prompt ids], …], most tokens. Loading PyTorch takes longer than all of it: one process does all. */
const GENERATE = `
import json, sys, torch
from transformers import AutoModelForCausalLM
answers = []
for folder, ids in json.loads(sys.argv[1]):
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    prompt = torch.tensor([ids])
    out = model.generate(prompt, attention_mask=torch.ones_like(prompt), do_sample=False, max_new_tokens=int(sys.argv[2]), pad_token_id=0)
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

describe.skipIf(!hasPython)('peers', () => {
  test('greedy ids equal those of Transformers, for three random models', async () => {
    const cases = await Promise.all(
      [1, 2, 3].map(async (seed) => {
        const model = await makeTinyModelFolder(join(folder, String(seed)), seed);
        const prompt = `question ${seed}: naïve 🙂?`;
        return { model, prompt, ids: await promptIds(model, prompt) };
      }),
    );
    const asked = JSON.stringify(cases.map(({ model, ids }) => [model, ids]));
    const expected = (await askPython(GENERATE, asked, String(MAX_TOKENS))) as number[][];
    for (const [i, { model, prompt }] of cases.entries()) {
      const args = ['--base', model, '--prompt', prompt, '--max-tokens', String(MAX_TOKENS), '--json'];
      const { code, stdout, stderr } = await runCli(['chat', ...args]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const wanted = expected[i]!;
      const ended = wanted.at(-1) === END;
      expect(JSON.parse(stdout)).toMatchObject({
        ids: ended ? wanted.slice(0, -1) : wanted,
        stop: ended ? 'end-of-turn' : 'max-tokens',
      });
    }
  });
});
