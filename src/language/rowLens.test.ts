import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasShared } from '../../test/support/shared.ts';
import { EMBEDDED_FOLDER, loadSharedTokenizer } from '../../test/support/tokenizers.ts';
import type { FormatId } from '../dataset/formats.ts';
import { readRow } from '../dataset/row.ts';
import { encodeRow } from '../prompt/encodeRow.ts';
import { modelTemplate, plainTemplate, type ChatTemplate } from '../prompt/template.ts';
import { loadTokenizer, type Tokenizer } from '../prompt/tokenizer.ts';
import { LENS_KINDS, lensOfRow, type LensKind, type LensModel, type RowLens } from './rowLens.ts';

const TEMPLATES = join(import.meta.dirname, '..', '..', 'test', 'golden', 'templates');
let tokenizer: Tokenizer;
const templates: Record<string, ChatTemplate> = {};
beforeAll(async () => {
  tokenizer = await loadTokenizer(EMBEDDED_FOLDER);
  templates['plain'] = plainTemplate(tokenizer.templateVariables);
  for (const name of ['generation', 'headers', 'imstart', 'thinking', 'trimming'])
    templates[name] = modelTemplate(
      await readFile(join(TEMPLATES, `${name}.jinja`), 'utf8'),
      tokenizer.templateVariables,
    );
});
afterAll(() => {
  for (const template of Object.values(templates)) template.dispose();
});

const encodeWith =
  (by: Tokenizer, template: ChatTemplate): LensModel['encode'] =>
  (source, sample) =>
    encodeRow(source, sample, by, template);

async function lens(
  text: string,
  format: FormatId,
  { template = 'plain', maxLength = 100_000 } = {},
): Promise<RowLens> {
  const model = { encode: encodeWith(tokenizer, templates[template]!), maxLength };
  const found = await lensOfRow(readRow(text, {}), { format, columns: {} }, model);
  if ('code' in found) throw new Error(`${found.code}: ${found.reason}`);
  return found;
}

/** The parts of a row's text that are marked with a kind, as written. */
function marked(text: string, { spans }: RowLens, kind: LensKind): string[] {
  const parts: string[] = [];
  for (let i = 0; i < spans.length; i += 3)
    if (LENS_KINDS[spans[i + 2]!] === kind) parts.push(text.slice(spans[i], spans[i + 1]));
  return parts;
}

const chat = (...messages: [role: string, content: string][]): string =>
  JSON.stringify({ messages: messages.map(([role, content]) => ({ role, content })) });

test('escapes are marked as a whole, and only where the value has them', async () => {
  const text =
    '{"messages": [{"role": "user", "content": "a\\n\\u0062"}, {"role": "assistant", "content": "\\"caf\\u00e9\\" \\ud83d\\ude00"}]}';
  const found = await lens(text, 'chat');
  expect(marked(text, found, 'context')).toEqual(['a\\n\\u0062']);
  expect(marked(text, found, 'trained')).toEqual(['\\"caf\\u00e9\\" \\ud83d\\ude00']);
});

test.each<[FormatId, string, string[], string[]]>([
  ['alpaca', '{"instruction":"in","input":"put","output":"out"}', ['in', 'put'], ['out']],
  [
    'alpaca',
    '{"system":"s","history":[["h1","h2"],["","h4"]],"instruction":"i","input":"","output":"o"}',
    ['s', 'h1', 'i'],
    ['h2', 'h4', 'o'],
  ],
  ['completion', '{"prompt":"p","completion":"c"}', ['p'], ['c']],
  ['text', '{"text":"t"}', [], ['t']],
  [
    'sharegpt',
    '{"system":"sys","conversations":[{"from":"human","value":"h"},{"from":"gpt","value":"g"}]}',
    ['sys', 'h'],
    ['g'],
  ],
  [
    'chat',
    '{"messages":[{"role":"user","content":["one.",{"type":"text","text":"two"}]},{"role":"assistant","content":"a","weight":0},{"role":"assistant","content":"b","refusal":"no"}]}',
    ['one.', 'two', 'a'],
    ['b', 'no'],
  ],
])('%s rows: %s', async (format, text, context, trained) => {
  const found = await lens(text, format);
  expect(marked(text, found, 'context')).toEqual(context);
  expect(marked(text, found, 'trained')).toEqual(trained);
});

test('what is cut off is marked so, and counted', async () => {
  const text = chat(['user', 'one two three'], ['assistant', 'four five six']);
  const whole = await lens(text, 'chat');
  const found = await lens(text, 'chat', { maxLength: whole.nTokens - 3 });
  expect(found).toMatchObject({ nCut: 3, nTokens: whole.nTokens, nTrained: whole.nTrained - found.nTrainedCut });
  expect(marked(text, found, 'cut').join('')).not.toBe('');
  expect(marked(text, found, 'trained').join('') + marked(text, found, 'cut').join('')).toBe('four five six');
});

test('a text that calls no tool but spells out a special token is marked like any other', async () => {
  const end = tokenizer.endToken!.content;
  const text = chat(['user', `say ${end} please`], ['assistant', `no ${end}`]);
  const found = await lens(text, 'chat');
  expect(marked(text, found, 'context')).toEqual([`say ${end} please`]);
  expect(marked(text, found, 'trained')).toEqual([`no ${end}`]);
});

test('of a tool call, the name and the arguments that are trained as they are written', async () => {
  const call = { function: { name: 'f', arguments: '{"x":1}' } };
  const text = JSON.stringify({
    messages: [
      { role: 'user', content: 'u' },
      { role: 'assistant', content: 'before', tool_calls: [call] },
    ],
  });
  expect(marked(text, await lens(text, 'chat'), 'trained')).toEqual(['before', 'f', String.raw`{\"x\":1}`]);
});

const words = fc.constantFrom('a', 'bc', ' ', '\n', '  ', '😀', 'é', 'e\u0301', '漢字', '"', '\\', '<b>', '\t', '.');
/** Starts with a letter: a token that begins in the template and ends in the message counts by where it begins. */
const contents = fc.array(words, { minLength: 1, maxLength: 8 }).map((parts) => `x${parts.join('')}`);

const TRIMMING = ['headers', 'trimming'];

describe('random conversations', () => {
  for (const name of ['plain', 'generation', 'headers', 'imstart', 'trimming'])
    test(`${name}: answers are trained, the rest is context, to the character`, async () => {
      await fc.assert(
        fc.asyncProperty(contents, contents, contents, contents, async (u1, a1, u2, a2) => {
          const text = chat(['user', u1], ['assistant', a1], ['user', u2], ['assistant', a2]);
          const found = await lens(text, 'chat', { template: name });
          const shown = (content: string): string => (TRIMMING.includes(name) ? content.trim() : content);
          // As written: a letter of JSON stands for itself, whatever it is escaped to.
          const written = (content: string): string => JSON.stringify(shown(content)).slice(1, -1);
          expect(marked(text, found, 'trained')).toEqual([a1, a2].map(written));
          expect(marked(text, found, 'context')).toEqual([u1, u2].map(written));
        }),
        { numRuns: 60 },
      );
    });
});

test('thinking that a template drops has no mark, and the answer behind it has', async () => {
  const text = chat(
    ['user', 'first'],
    ['assistant', '<think>\nhm\n</think>\n\nanswer one'],
    ['user', 'second'],
    ['assistant', '<think>\nwell\n</think>\n\nanswer two'],
  );
  const found = await lens(text, 'chat', { template: 'thinking' });
  expect(marked(text, found, 'context').join('|')).toContain('first');
  expect(marked(text, found, 'trained').join('|')).toContain('answer one');
  expect(marked(text, found, 'trained').join('|')).toContain('answer two');
  expect(marked(text, found, 'trained').join('|')).not.toContain('hm');
});

test.skipIf(!hasShared)('tokenizers of other kinds: metaspace with byte fallback', async () => {
  const other = await loadSharedTokenizer('mistral_tokenizer.json');
  const text = chat(['user', ' 漢😀 x\ny'], ['assistant', 'Ω b']);
  const model = { encode: encodeWith(other, templates['imstart']!), maxLength: 1000 };
  const found = await lensOfRow(readRow(text, {}), { format: 'chat', columns: {} }, model);
  if ('code' in found) throw new Error(found.reason);
  expect(marked(text, found, 'trained')).toEqual(['Ω b']);
  expect(marked(text, found, 'context')).toEqual([' 漢😀 x\\ny']);
});
