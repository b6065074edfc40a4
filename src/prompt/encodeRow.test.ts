/** Tokens and the characters of the row that they stand for, through templates that trim, drop and repeat. */
import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installFolder } from '../common/entries.ts';
import { EMBEDDED_FOLDER } from '../../test/support/tokenizers.ts';
import { readDatasetText } from '../dataset/read.ts';
import { samplesOf } from '../dataset/samples.ts';
import { encodeRow, type EncodedRow } from './encodeRow.ts';
import { modelTemplate, plainTemplate, type ChatTemplate } from './template.ts';
import { loadTokenizer } from './tokenizer.ts';

const tokenizer = await loadTokenizer(EMBEDDED_FOLDER);
const templates = new Map<string, ChatTemplate>();
beforeAll(async () => {
  const variables = { bos_token: '<|endoftext|>', ...tokenizer.templateVariables };
  templates.set('plain', plainTemplate(variables));
  for (const name of ['generation', 'headers', 'imstart', 'thinking', 'trimming']) {
    const path = join(installFolder(), 'test', 'golden', 'templates', `${name}.jinja`);
    templates.set(name, modelTemplate(await readFile(path, 'utf8'), variables));
  }
  const twice = '{% for m in messages %}{{ m.content }}{% endfor %}|{{ messages[0].content }}{{ eos_token }}';
  templates.set('twice', modelTemplate(twice, variables));
  templates.set('upper', modelTemplate('{% for m in messages %}{{ m.content | upper }}|{% endfor %}', variables));
});
afterAll(() => {
  for (const template of templates.values()) template.dispose();
});

async function encode(row: string, template: string): Promise<EncodedRow> {
  const dataset = readDatasetText(row, 'rows.jsonl');
  const [found] = samplesOf(dataset).samples;
  const { value } = dataset.rows[0]!;
  const source = { text: row, value: value!, format: dataset.format, columns: {} };
  return encodeRow(source, found!.sample, tokenizer, templates.get(template)!);
}

/** The rendered text; what stands in the row is shown as it is written there, between ‹ and ›. */
function shown(row: string, { text, offsets, sources }: EncodedRow): string {
  let result = '';
  let end = 0;
  for (let t = 0; 2 * t < offsets.length; t++) {
    if (offsets[2 * t]! < end) continue;
    const [from, to] = [sources[2 * t]!, sources[2 * t + 1]!];
    result += from === -1 ? text.slice(offsets[2 * t], offsets[2 * t + 1]) : `‹${row.slice(from, to)}›`;
    end = offsets[2 * t + 1]!;
  }
  return result.replaceAll('›‹', '');
}

const chat = (...contents: string[]): string =>
  JSON.stringify({ messages: contents.map((content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content })) });

describe('encodeRow', () => {
  it('shows escapes as they are written, and nothing for what the template writes', async () => {
    const row = '{"instruction": "Say \\u0022hi\\"", "input": "n\\u00e9", "output": "\\ud83d\\udc4d 👍\\n."}';
    expect(shown(row, await encode(row, 'plain'))).toBe(
      '### Instruction:\n‹Say \\u0022hi\\"›\n\n‹n\\u00e9›\n\n### Response:\n‹\\ud83d\\udc4d 👍\\n.›<|endoftext|>',
    );
  });

  // The token " What" is shown by its part in the row.
  it('finds what a template left of a message that it trims', async () => {
    const row = chat(' What?\n', '  It is. \n');
    expect(shown(row, await encode(row, 'trimming'))).toBe('[INST]‹What?› [/INST]‹It is.›<|endoftext|>');
  });

  it('finds what a template left of a message with thinking', async () => {
    const row = chat('Hi', '<think>\nUp.\n</think>\n\nBlue.', 'And?', '<think>\nDown.\n</think>\n\nBlack.\n\nStars.');
    expect(shown(row, await encode(row, 'thinking'))).toBe(
      '<|im_start|>user\n‹Hi›<|im_end|>\n<|im_start|>assistant\n‹Blue.›<|im_end|>\n<|im_start|>user\n‹And?›<|im_end|>\n' +
        '<|im_start|>assistant\n<think>\n‹Down.\\n</think>\\n\\nBlack.\\n\\nStars.›<|im_end|>\n',
    );
  });

  it('gives no place to what is written twice or in other words', async () => {
    const row = chat('Hi', 'Yes');
    expect(shown(row, await encode(row, 'twice'))).toBe('Hi‹Yes›|Hi<|endoftext|>');
    expect(shown(row, await encode(row, 'upper'))).toBe('HI|YES|');
  });

  it('keeps what people wrote apart from special tokens', async () => {
    const row = chat('a<|endoftext|>b', '<|endoftext|>');
    expect(shown(row, await encode(row, 'plain'))).toBe(
      '### Instruction:\n‹a<|endoftext|>b›\n\n### Response:\n‹<|endoftext|>›<|endoftext|>',
    );
  });

  it('places completions and raw texts', async () => {
    const completion = '{"prompt": "a b", "completion": " c"}';
    expect(shown(completion, await encode(completion, 'plain'))).toBe('‹a b c›<|endoftext|>');
    const text = '{"text": "a\\tb"}';
    expect(shown(text, await encode(text, 'plain'))).toBe('‹a\\tb›<|endoftext|>');
  });

  it.each(['plain', 'headers', 'imstart', 'generation', 'trimming', 'thinking'])(
    'never gives a wrong place (%s)',
    async (template) => {
      const text = fc.string({ unit: 'grapheme', maxLength: 12 });
      const content = fc
        .tuple(fc.constantFrom('', ' ', '\n'), text, fc.constantFrom('', ' ', '\n'))
        .map((parts) => parts.join('').concat('x'));
      await fc.assert(
        fc.asyncProperty(content, content, async (question, answer) => {
          const row = chat(question, answer);
          const encoded = await encode(row, template);
          let nPlaced = 0;
          for (let t = 0; t < encoded.ids.length; t++) {
            const [from, to] = [encoded.sources[2 * t]!, encoded.sources[2 * t + 1]!];
            if (from === -1) continue;
            nPlaced++;
            const written = JSON.parse(`"${row.slice(from, to)}"`) as string;
            expect(encoded.text.slice(encoded.offsets[2 * t], encoded.offsets[2 * t + 1])).toContain(written);
          }
          expect(nPlaced).toBeGreaterThan(1);
        }),
        { seed: 20_261_125, numRuns: 60 },
      );
    },
  );
});
