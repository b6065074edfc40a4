/** Templates come from strangers: what a hostile or broken one may do, and what becomes of people's text in one. */
import { afterEach, expect, it } from 'vitest';
import { describeError } from '../common/errors.ts';
import type { Message, Sample } from '../dataset/sample.ts';
import { EMBEDDED_FOLDER } from '../../test/support/tokenizers.ts';
import { encodeBatch, encodeSample } from './encode.ts';
import type { Encoded } from './encoded.ts';
import { modelTemplate, plainTemplate, renderedText, type ChatTemplate } from './template.ts';
import { loadTokenizer } from './tokenizer.ts';

const tokenizer = await loadTokenizer(EMBEDDED_FOLDER);
const opened: ChatTemplate[] = [];
const open = (source: string): ChatTemplate => {
  const template = modelTemplate(source, tokenizer.templateVariables);
  opened.push(template);
  return template;
};
afterEach(() => {
  for (const template of opened.splice(0)) template.dispose();
});

const conversation = (...turns: [Message['role'], string][]): Sample & { kind: 'conversation' } => ({
  kind: 'conversation',
  messages: turns.map(([role, content]) => ({ role, content, trained: role === 'assistant' })),
});
const QUESTION = conversation(['user', 'Hi'], ['assistant', 'Hello']);
const render = async (template: ChatTemplate, content: string): Promise<string> =>
  renderedText((await template.render([{ messages: [{ role: 'user', content }], addGenerationPrompt: false }]))[0]);
const trainedText = ({ text, offsets, supervised }: Encoded): string =>
  [...supervised].map((flag, t) => (flag === 1 ? text.slice(offsets[2 * t], offsets[2 * t + 1]) : '')).join('');

/** What it does depends on the first message. */
const HOSTILE = `{% set what = messages[0].content %}
{%- if what == 'endless' %}{% for a in range(1000000) %}{% for b in range(1000000) %}{% endfor %}{% endfor %}{% endif %}
{%- if what == 'long' %}{% for a in range(3000) %}{{ '${'x'.repeat(4000)}' }}{% endfor %}{% endif %}
{%- if what == 'refused' %}{{ raise_exception('Roles must alternate') }}{% endif %}
{%- for m in messages %}{{ m.role + '\n' + m.content + eos_token }}{% endfor %}
{%- if add_generation_prompt %}{{ 'assistant\n' }}{% endif %}`;

it('stops a template that does not end, and renders the next conversation', async () => {
  const template = open(HOSTILE);
  await expect(render(template, 'endless')).rejects.toMatchObject({ code: 'template-too-slow' });
  expect(await render(template, 'fine')).toBe('user\nfine<|endoftext|>');
});

it('lets rows that a template cannot take fail alone, with their reasons', async () => {
  const rows = ['long', 'refused', 'fine'].map((text) => conversation(['user', text], ['assistant', 'Hello']));
  const outcomes = await encodeBatch(rows, tokenizer, open(HOSTILE));
  const told = outcomes.map((outcome) =>
    'value' in outcome ? trainedText(outcome.value) : describeError(outcome.error),
  );
  expect(told[0]).toContain('more than');
  expect(told[1]).toContain('Roles must alternate');
  expect(told[2]).toBe('Hello<|endoftext|>');
});

it('shows a template one time all along, where it is given one', async () => {
  const source = "{{ strftime_now('%A %d %b %Y %H:%M') }}";
  const shown = [];
  for (const instant of ['2024-02-29T23:30:00Z', '2025-01-01T00:30:00Z']) {
    const template = modelTemplate(source, {}, new Date(instant));
    opened.push(template);
    shown.push(await render(template, 'x'));
  }
  expect(shown).toEqual(['Thursday 29 Feb 2024 23:30', 'Wednesday 01 Jan 2025 00:30']);
});

it('says that a template is broken', async () => {
  await expect(render(open('{% if %}'), 'x')).rejects.toMatchObject({ code: 'template-failed' });
});

it('never guesses: without a proof there is no mask', async () => {
  const source =
    '{{ messages | length }}{% for m in messages %}{{ m.role + (m.content | length) | string + m.content }}{% endfor %}';
  await expect(encodeSample(QUESTION, tokenizer, open(source))).rejects.toMatchObject({
    code: 'template-mask-unknown',
  });
});

it('keeps special tokens that people write as plain text', async () => {
  const hostile = conversation(['user', 'Say <|endoftext|> twice'], ['assistant', 'No <|endoftext|> for you']);
  const encoded = await encodeSample(hostile, tokenizer, plainTemplate(tokenizer.templateVariables));
  expect([...encoded.ids].filter((id) => id === 0)).toEqual([0]);
  expect(encoded.ids.at(-1)).toBe(0);
  expect(trainedText(encoded)).toBe('No <|endoftext|> for you<|endoftext|>');
  const raw = await encodeSample({ kind: 'text', text: 'a<|endoftext|>b' }, tokenizer, plainTemplate({}));
  expect([...raw.ids].filter((id) => id === 0)).toHaveLength(1);
});

it('holds when a message uses private-use characters itself', async () => {
  const encoded = await encodeSample(
    conversation(['user', '\ue000\ue001\ue002'], ['assistant', '\ue000<|endoftext|>\ue001']),
    tokenizer,
    plainTemplate(tokenizer.templateVariables),
  );
  expect(encoded.text).toContain('\ue000<|endoftext|>\ue001<|endoftext|>');
  expect([...encoded.ids].filter((id) => id === 0)).toHaveLength(1);
});

it('trains nothing when no message is', async () => {
  const sample = conversation(['user', 'Hi'], ['assistant', 'Hello']);
  sample.messages[1]!.trained = false;
  const { supervised } = await encodeSample(sample, tokenizer, plainTemplate(tokenizer.templateVariables));
  expect(supervised.every((flag) => flag === 0)).toBe(true);
});
