/** The facts of rows, each told by a small row that can be counted by hand. */
import { expect, it } from 'vitest';
import { EMBEDDED_FOLDER } from '../../test/support/tokenizers.ts';
import type { Message, Sample } from '../dataset/sample.ts';
import { modelTemplate, plainTemplate } from './template.ts';
import { tokenFacts, type TokenFacts } from './tokenFacts.ts';
import { loadTokenizer } from './tokenizer.ts';

const tokenizer = await loadTokenizer(EMBEDDED_FOLDER);
const END = '<|endoftext|>';

async function factsOf(sample: Sample, maxLength?: number, source?: string): Promise<TokenFacts> {
  const variables = tokenizer.templateVariables;
  const template = source === undefined ? plainTemplate(variables) : modelTemplate(source, variables);
  try {
    const [outcome] = await tokenFacts([sample], tokenizer, template, maxLength);
    if (!('facts' in outcome!)) throw new Error(outcome?.failure.message);
    return outcome.facts;
  } finally {
    template.dispose();
  }
}
const chat = (...turns: [Message['role'], string][]): Sample => ({
  kind: 'conversation',
  messages: turns.map(([role, content]) => ({ role, content, trained: role === 'assistant' })),
});
const count = (text: string): number => tokenizer.encode(text).ids.length;

it('counts prompt and response, and what a maximum length cuts', async () => {
  const sample: Sample = { kind: 'completion', prompt: 'Say hi to me', completion: ' hello' };
  const [nPrompt, nResponse] = [count('Say hi to me'), count(' hello') + 1];
  const facts = { nTokens: nPrompt + nResponse, nPromptTokens: nPrompt, nResponseTokens: nResponse, specialTokens: [] };
  expect(await factsOf(sample)).toEqual({
    ...facts,
    nSupervised: nResponse,
    nTokensCut: 0,
    nSupervisedCut: 0,
    endsWithEndToken: true,
  });
  expect(await factsOf(sample, nPrompt + 1)).toMatchObject({
    ...facts,
    nTokensCut: nResponse - 1,
    nSupervisedCut: nResponse - 1,
  });
  const nothing = await factsOf(sample, nPrompt);
  expect(nothing.zeroSignal).toContain(`all ${nResponse} lie behind the maximum length of ${nPrompt}`);
});

it('does not count the first token of a raw text, which is never predicted', async () => {
  const { nTokens, nSupervised } = await factsOf({ kind: 'text', text: 'a b c' });
  expect(nSupervised).toBe(nTokens - 1);
});

it('finds special tokens in what people wrote, and only there', async () => {
  const facts = await factsOf(
    chat(['user', `x ${END}`], ['assistant', 'y'], ['user', 'z'], ['assistant', `${END}${END}`]),
  );
  expect(facts.specialTokens).toEqual([
    { content: END, part: 0, start: 2, end: 2 + END.length },
    { content: END, part: 3, start: 0, end: END.length },
    { content: END, part: 3, start: END.length, end: 2 * END.length },
  ]);
});

it('sees whether every answer ends with an end token', async () => {
  const sample = chat(['user', 'a'], ['assistant', 'b'], ['user', 'c'], ['assistant', 'd']);
  expect((await factsOf(sample)).endsWithEndToken).toBe(true);
  const without = '{% for m in messages %}[{{ m.role }}]{{ m.content }}\n{% endfor %}';
  expect((await factsOf(sample, undefined, without)).endsWithEndToken).toBe(false);
  const once = `{% for m in messages %}[{{ m.role }}]{{ m.content }}{% if loop.last %}${END}{% endif %}{% endfor %}`;
  expect((await factsOf(sample, undefined, once)).endsWithEndToken).toBe(false);
});

it('hands back why a row has no tokens', async () => {
  const refusing = modelTemplate(`{{ raise_exception('no system prompts') }}`, tokenizer.templateVariables);
  const outcomes = await tokenFacts([chat(['user', 'a'], ['assistant', 'b'])], tokenizer, refusing);
  refusing.dispose();
  expect(outcomes).toMatchObject([
    { failure: { code: 'template-failed', message: expect.stringContaining('no system prompts') as string } },
  ]);
});
