/** Exactly which token ids are trained, by format and chat template, against Transformers (scripts/goldens/trained_tokens.py). */
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDatasetText } from '../../src/dataset/read.ts';
import { samplesOf } from '../../src/dataset/samples.ts';
import { encodeSample } from '../../src/prompt/encode.ts';
import { renderPrompt } from '../../src/prompt/render.ts';
import type { TemplateMessage } from '../../src/prompt/renderJob.ts';
import { modelTemplate, plainTemplate, type ChatTemplate } from '../../src/prompt/template.ts';
import { loadTokenizer, type Tokenizer } from '../../src/prompt/tokenizer.ts';
import { EMBEDDED_FOLDER } from '../support/tokenizers.ts';

type Case = {
  /** Null: the format uses none. */
  template: string | null;
  row: string;
  line: object;
  text: string;
  ids: number[];
  supervised: number[];
  prompt?: string;
  promptMessages?: TemplateMessage[];
};
const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'data', 'trained_tokens.json'), 'utf8')) as {
  added: string[];
  cases: Case[];
};

let tokenizer: Tokenizer;
const templates = new Map<string, ChatTemplate>();

beforeAll(async () => {
  tokenizer = await loadTokenizer(await folderWithAddedTokens(golden.added));
  const variables = { bos_token: '<|endoftext|>', ...tokenizer.templateVariables };
  for (const { template } of golden.cases) {
    if (template === null || template === 'plain' || templates.has(template)) continue;
    const source = await readFile(join(import.meta.dirname, 'templates', `${template}.jinja`), 'utf8');
    templates.set(template, modelTemplate(source, variables));
  }
  templates.set('plain', plainTemplate(variables));
});
afterAll(() => {
  for (const template of templates.values()) template.dispose();
});

/** The embedded tokenizer with more special tokens at its end, as Transformers adds them. */
async function folderWithAddedTokens(contents: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tunewright-trained-'));
  const definition = JSON.parse(await readFile(join(EMBEDDED_FOLDER, 'tokenizer.json'), 'utf8')) as {
    added_tokens: object[];
    model: { vocab: Record<string, number> };
  };
  const size = Object.keys(definition.model.vocab).length;
  definition.added_tokens.push(...contents.map((content, i) => ({ id: size + i, content, special: true })));
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(definition));
  await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify({ eos_token: '<|endoftext|>' }));
  return folder;
}

/** One token a line, trained ones starred: differences can be read. */
const shown = (ids: Iterable<number>, supervised: ArrayLike<number>): string[] =>
  [...ids].map((id, t) => `${supervised[t] === 1 ? '*' : ' '} ${id} ${JSON.stringify(tokenizer.decode([id]))}`);

describe('trained tokens', () => {
  it.each(golden.cases.map((c) => [`${c.template ?? 'no template'}: ${c.row}`, c] as const))('%s', async (_, c) => {
    const { samples, skipped } = samplesOf(readDatasetText(JSON.stringify(c.line), 'row.jsonl'));
    expect(skipped).toEqual([]);
    const encoded = await encodeSample(samples[0]!.sample, tokenizer, templates.get(c.template ?? 'plain')!);
    expect(encoded.text).toBe(c.text);
    expect(shown(encoded.ids, encoded.supervised)).toEqual(shown(c.ids, c.supervised));
  });
});

describe('prompts', () => {
  const cases = golden.cases.filter((c) => c.prompt !== undefined);
  it.each(cases.map((c) => [`${c.template ?? ''}: ${c.row}`, c] as const))('%s', async (_, c) => {
    const prompt = await renderPrompt(c.promptMessages!, tokenizer, templates.get(c.template!)!);
    expect(prompt.text).toBe(c.prompt);
  });

  it('ends answers at the token that the template ends turns with', async () => {
    const prompt = await renderPrompt([{ role: 'user', content: 'Hi' }], tokenizer, templates.get('headers')!);
    expect(prompt.endTokenIds).toEqual([0, tokenizer.tokenId('<|eot_id|>')]);
  });
});
