/** `tunewright lens` as a person runs it. */
import { copyFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { EMBEDDED_FOLDER } from '../support/tokenizers.ts';

type Position = [line: number, column: number];
type Lens = {
  source: ([start: Position, end: Position] | null)[];
  ids: number[];
  supervised: number[];
  pieces: string[];
  cut: object;
  template: { kind: string };
};

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-lens-'));
  file = join(folder, 'rows.jsonl');
  const rows = ['{"instruction":"Say hi","output":"Hi there"}', '', '{"instruction":"Broken",', '{"instruction":"x"}'];
  await writeFile(file, `${rows.join('\n')}\n`);
});

const lens = async (...args: string[]): Promise<Lens> => {
  const { code, stdout, stderr } = await runCli(['lens', ...args, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Lens;
};
const trained = ({ pieces, supervised }: Lens): string => pieces.filter((_, t) => supervised[t] === 1).join('');

it('shows what is trained, with the plain template', async () => {
  const shown = await lens(file, '--row', '1', '--base', 'embedded');
  expect(trained(shown)).toBe('Hi there<|endoftext|>');
  expect(shown.pieces.join('')).toBe('### Instruction:\nSay hi\n\n### Response:\nHi there<|endoftext|>');
  expect(shown.ids).toHaveLength(shown.supervised.length);
  expect(shown.template.kind).toBe('plain');
});

it("uses a model's own template, and ends although that runs in a thread", async () => {
  const model = await mkdtemp(join(tmpdir(), 'tunewright-model-'));
  await copyFile(join(EMBEDDED_FOLDER, 'tokenizer.json'), join(model, 'tokenizer.json'));
  await writeFile(
    join(model, 'tokenizer_config.json'),
    JSON.stringify({
      eos_token: '<|endoftext|>',
      chat_template:
        '{% for m in messages %}[{{ m.role }}]\n{{ m.content }}{{ eos_token }}\n{% endfor %}{% if add_generation_prompt %}[assistant]\n{% endif %}',
    }),
  );
  const shown = await lens(file, '--row', '1', '--base', model);
  expect(trained(shown)).toBe('Hi there<|endoftext|>');
  expect(shown.template.kind).toBe('model');
});

it('says where in the file each token is written', async () => {
  const array = join(folder, 'rows.json');
  const text = '[\n {"text": "x"},\n {\n  "text": "tab\\tand \\u00e9"\n }\n]\n';
  await writeFile(array, text);
  const { pieces, source } = await lens(array, '--row', '2', '--base', 'embedded');
  const written = source.map((range) => {
    if (range === null) return null;
    const [[line, start], [lastLine, end]] = range;
    expect(lastLine).toBe(line);
    return text.split('\n')[line - 1]!.slice(start - 1, end - 1);
  });
  expect(written.at(-1)).toBeNull();
  expect(pieces.at(-1)).toBe('<|endoftext|>');
  expect(written.slice(0, -1).map((json) => JSON.parse(`"${json!}"`) as string)).toEqual(pieces.slice(0, -1));
  expect(written).toContain('\\t');
});

it('cuts and counts', async () => {
  const shown = await lens(file, '--row', '1', '--base', 'embedded', '--max-length', '28');
  expect(shown.ids).toHaveLength(28);
  expect(shown.cut).toEqual({ tokens: 1, supervised: 1 });
  const { stdout } = await runCli(['lens', file, '--row', '1', '--base', 'embedded']);
  expect(stdout).toContain('⟦Hi there<|endoftext|>⟧');
});

it('answers mistakes with the next step', async () => {
  const mistakes: [string[], number, string][] = [
    [[file, '--row', '9', '--base', 'embedded'], 1, 'has no row 9: it has 4'],
    [[file, '--row', '2', '--base', 'embedded'], 1, 'is empty'],
    [[file, '--row', '3', '--base', 'embedded'], 1, 'json-syntax'],
    [[file, '--row', '4', '--base', 'embedded'], 1, 'missing-field'],
    [[file, '--row', '1', '--base', folder], 1, 'no tokenizer.json'],
    [[file, '--row', '1', '--base', join(folder, 'nowhere')], 1, 'no model folder'],
    [[file, '--row', '1', '--run', folder], 1, 'not a run folder'],
    [[file, '--row', 'x', '--base', 'embedded'], 2, 'whole number'],
    [[file, '--row', '1'], 2, 'No model is named'],
    [['--row', '1', '--base', 'embedded'], 2, 'one file'],
  ];
  const results = await Promise.all(mistakes.map(([args]) => runCli(['lens', ...args])));
  for (const [i, { code, stdout, stderr }] of results.entries()) {
    const [args, expectedCode, words] = mistakes[i]!;
    expect(stderr, args.join(' ')).toContain(words);
    expect({ code, stdout }, args.join(' ')).toEqual({ code: expectedCode, stdout: '' });
    expect(stderr).not.toMatch(/\n\s+at /);
  }
});
