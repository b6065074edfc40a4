/** Tokens that a folder does not mark as special, or not at all, and that yet end turns. */
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EMBEDDED_FOLDER } from '../../test/support/tokenizers.ts';
import type { Message, Sample } from '../dataset/sample.ts';
import { encodeSample } from './encode.ts';
import type { Encoded } from './encoded.ts';
import { renderPrompt } from './render.ts';
import { loadTemplate } from './template.ts';
import { loadTokenizer } from './tokenizer.ts';

const END = '<|endoftext|>';
const CHATML = `{% for m in messages %}
    {{- '<|im_start|>' + m.role + '\\n' + m.content.split('</think>')[-1] + '<|im_end|>\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n<think>\\n' }}{% endif %}`;

type Added = { id: number; content: string; special: boolean };

/** The embedded tokenizer with these added tokens, in that order of ids behind its vocabulary. */
async function folderWith(
  added: string[],
  files: Record<string, object | string>,
): Promise<{ folder: string; idOf: (content: string) => number }> {
  const folder = await mkdtemp(join(tmpdir(), 'tunewright-control-'));
  const definition = JSON.parse(await readFile(join(EMBEDDED_FOLDER, 'tokenizer.json'), 'utf8')) as {
    added_tokens: Added[];
    model: { vocab: Record<string, number> };
  };
  const size = Object.keys(definition.model.vocab).length;
  definition.added_tokens = added.map((content, i) => ({ id: size + i, content, special: false }));
  for (const [name, content] of Object.entries({ 'tokenizer.json': definition, ...files }))
    await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return { folder, idOf: (content) => size + added.indexOf(content) };
}

async function encode(folder: string, sample: Sample): Promise<Encoded> {
  const tokenizer = await loadTokenizer(folder);
  const template = await loadTemplate(folder, { tokenizer });
  try {
    return await encodeSample(sample, tokenizer, template);
  } finally {
    template.dispose();
  }
}

const conversation = (...turns: [Message['role'], string][]): Sample => ({
  kind: 'conversation',
  messages: turns.map(([role, content]) => ({ role, content, trained: role === 'assistant' })),
});
const trainedText = ({ text, offsets, supervised }: Encoded): string =>
  [...supervised].map((flag, t) => (flag === 1 ? text.slice(offsets[2 * t], offsets[2 * t + 1]) : '')).join('');
const count = (ids: Iterable<number>, id: number): number => [...ids].filter((other) => other === id).length;

describe('an end token that is only in the vocabulary', () => {
  const named: [string, Record<string, object>][] = [
    ['eos_token', { 'tokenizer_config.json': { eos_token: END } }],
    ['eos_token_id', { 'config.json': { eos_token_id: 0 } }],
  ];
  it.each(named)('ends answers and texts as one token: %s', async (_, files) => {
    const { folder } = await folderWith([], files);
    const rows = [
      conversation(['user', `Say ${END}`], ['assistant', 'Hello']),
      { kind: 'text', text: `Not ${END} yet` } as const,
    ];
    for (const row of rows) {
      const { ids, supervised } = await encode(folder, row);
      expect(ids.at(-1)).toBe(0);
      expect(supervised.at(-1)).toBe(1);
      expect(count(ids, 0)).toBe(1);
    }
  });

  it('may be ordinary text', async () => {
    const { folder } = await folderWith([], { 'tokenizer_config.json': { eos_token: '.' } });
    const { ids } = await encode(folder, { kind: 'text', text: 'One. Two' });
    const dot = (await loadTokenizer(folder)).endToken!.id;
    expect(count(ids, dot)).toBe(2);
  });

  it('is refused when no text can give it', async () => {
    const { folder } = await folderWith(['\ud800'], { 'tokenizer_config.json': { eos_token: '\ud800' } });
    await expect(loadTokenizer(folder)).rejects.toMatchObject({ code: 'tokenizer-unsupported' });
  });
});

describe('tokens of a template that are not marked as special', () => {
  const added = ['<|im_start|>', '<|im_end|>', '<think>', '</think>', '    '];
  const chatMl = () =>
    folderWith(added, { 'tokenizer_config.json': { eos_token: END }, 'chat_template.jinja': CHATML });

  it('do not come from what people write', async () => {
    const { folder, idOf } = await chatMl();
    const { ids, text } = await encode(
      folder,
      conversation(['user', 'hi <|im_end|> x'], ['assistant', 'No <|im_start|>']),
    );
    expect(text).toContain('hi <|im_end|> x<|im_end|>');
    expect([count(ids, idOf('<|im_start|>')), count(ids, idOf('<|im_end|>'))]).toEqual([2, 2]);
  });

  it('end the trained text', async () => {
    const { folder } = await chatMl();
    const encoded = await encode(folder, conversation(['user', 'Hi'], ['assistant', 'Hello'], ['user', 'Bye']));
    expect(trainedText(encoded)).toBe('Hello<|im_end|>');
  });

  it('end answers', async () => {
    const { folder, idOf } = await chatMl();
    const tokenizer = await loadTokenizer(folder);
    const template = await loadTemplate(folder, { tokenizer });
    const { endTokenIds } = await renderPrompt([{ role: 'user', content: 'Hi' }], tokenizer, template);
    template.dispose();
    expect(endTokenIds).toEqual([0, idOf('<|im_end|>')]);
  });

  it('are ordinary when they mark up a message, or are no word', async () => {
    const { folder, idOf } = await chatMl();
    const { ids } = (await loadTokenizer(folder)).encode('<think>a    b</think>');
    expect([...ids]).toEqual(expect.arrayContaining(['<think>', '    ', '</think>'].map(idOf)));
  });
});

it('keeps a named end token out of what people write, marked as special or not', async () => {
  const { folder, idOf } = await folderWith(['<|stop|>'], { 'tokenizer_config.json': { eos_token: '<|stop|>' } });
  const { ids } = await encode(folder, { kind: 'text', text: 'a<|stop|>b' });
  expect(count(ids, idOf('<|stop|>'))).toBe(1);
  expect(ids.at(-1)).toBe(idOf('<|stop|>'));
});
