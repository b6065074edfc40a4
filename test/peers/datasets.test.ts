/** Converted datasets in the tools that read them: Datasets loads them, and TRL's own functions take them for what they are. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { askPython, hasPython } from '../support/python.ts';
import { hasShared, shared } from '../support/shared.ts';

/** argv: the files as JSON, a tokenizer file, a cache folder. Importing TRL takes longer than all of it: one process does all. */
const LOAD = `
import json, sys
from datasets import load_dataset
from transformers import PreTrainedTokenizerFast
from trl import apply_chat_template, extract_prompt, is_conversational, maybe_convert_to_chatml, unpair_preference_dataset
files, tokenizer_file, cache = json.loads(sys.argv[1]), sys.argv[2], sys.argv[3]
tokenizer = PreTrainedTokenizerFast(tokenizer_file=tokenizer_file)
tokenizer.chat_template = "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% for c in m.tool_calls or [] %}[{{ c.function.name }} {{ c.function.arguments | tojson }}]{% endfor %}</>{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}"
answers = {}
for name, path in files.items():
    rows = load_dataset("json", data_files=path, split="train", cache_dir=cache)
    first = rows[0]
    answer = {"rows": rows.num_rows, "columns": rows.column_names, "conversational": is_conversational(first)}
    if is_conversational(first):
        texts = [apply_chat_template({k: v for k, v in row.items() if k in ("messages", "prompt", "completion", "chosen", "rejected", "label")}, tokenizer) for row in rows]
        answer["first"] = texts[0]
        answer["empty"] = sum(1 for text in texts if not all(value != "" for value in text.values()))
    if "conversations" in first:
        converted = maybe_convert_to_chatml(dict(first))
        answer["roles"] = [message["role"] for message in converted["messages"]] if "messages" in converted else None
    if name == "dpo.trl":
        answer["unpaired"] = [[row["prompt"][-1]["content"], row["completion"][-1]["content"], row["label"]] for row in unpair_preference_dataset(rows)]
        implicit = {"chosen": first["prompt"] + first["chosen"], "rejected": first["prompt"] + first["rejected"]}
        answer["extracted"] = extract_prompt(implicit)["prompt"] == first["prompt"]
    answers[name] = answer
print(json.dumps(answers))
`;

type Answer = {
  rows: number;
  columns: string[];
  conversational: boolean;
  first?: Record<string, string>;
  empty?: number;
  roles?: string[];
  unpaired?: [string, string, boolean][];
  extracted?: boolean;
};

/** Name -> source, arguments of convert, rows that arrive. */
const FILES: Record<string, { source: string; args: string[]; rows: number; conversational: boolean }> = {
  'alpaca.chat': {
    source: 'alpaca_en_demo.json',
    args: ['--to', 'chat', '--target', 'trl'],
    rows: 999,
    conversational: true,
  },
  'alpaca.completion': {
    source: 'alpaca_zh_demo.json',
    args: ['--to', 'completion', '--target', 'trl'],
    rows: 1000,
    conversational: true,
  },
  'identity.strings': {
    source: 'identity.json',
    args: ['--to', 'completion', '--text', 'strings'],
    rows: 91,
    conversational: false,
  },
  'glaive.chat': {
    source: 'glaive_toolcall_en_demo.json',
    args: ['--to', 'chat', '--target', 'openai'],
    rows: 300,
    conversational: true,
  },
  'glaive.objects': {
    source: 'glaive_toolcall_en_demo.json',
    args: ['--to', 'chat', '--target', 'trl'],
    rows: 300,
    conversational: true,
  },
  'drone.sharegpt': {
    source: 'drone_training.jsonl',
    args: ['--to', 'sharegpt', '--target', 'llama-factory'],
    rows: 103,
    conversational: false,
  },
  'toy.sharegpt': {
    source: 'toy_chat_fine_tuning.jsonl',
    args: ['--to', 'sharegpt', '--target', 'trl'],
    rows: 5,
    conversational: false,
  },
  'wwdc.chat': {
    source: 'wwdc25_all.jsonl',
    args: ['--to', 'chat', '--target', 'mlx-lm'],
    rows: 1944,
    conversational: true,
  },
  'dpo.trl': {
    source: 'dpo_en_demo.json',
    args: ['--to', 'preference', '--target', 'trl'],
    rows: 300,
    conversational: true,
  },
  'dpo.openai': {
    source: 'dpo_en_demo.json',
    args: ['--to', 'preference', '--target', 'openai'],
    rows: 300,
    conversational: false,
  },
  'dpo.kto': { source: 'dpo_en_demo.json', args: ['--to', 'kto', '--target', 'trl'], rows: 600, conversational: true },
  'kto.trl': { source: 'kto_en_demo.json', args: ['--to', 'kto', '--target', 'trl'], rows: 300, conversational: true },
  'wikisql.completion': {
    source: 'wikisql_lora_train.jsonl',
    args: ['--to', 'completion'],
    rows: 1000,
    conversational: false,
  },
};

describe.skipIf(!hasPython || !hasShared)('peers: datasets', () => {
  let folder = '';
  let answers: Record<string, Answer> = {};
  const pathOf = (name: string): string => join(folder, `${name}.jsonl`);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tunewright-datasets-'));
    for (const [name, { source, args }] of Object.entries(FILES)) {
      const { code, stderr } = await runCli([
        'convert',
        shared('instruct', source),
        ...args,
        '--accept-loss',
        '--out',
        pathOf(name),
      ]);
      expect({ name, code, stderr }).toEqual({ name, code: 0, stderr: '' });
    }
    const paths = Object.fromEntries(Object.keys(FILES).map((name) => [name, pathOf(name)]));
    const tokenizer = shared('lm', 'torchtune_tiny_bpe_tokenizer.json');
    answers = (await askPython(LOAD, JSON.stringify(paths), tokenizer, join(folder, 'cache'))) as typeof answers;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each(Object.entries(FILES))(
    '%s loads with every row, and is what TRL takes it for',
    (name, { rows, conversational }) => {
      expect(answers[name]).toMatchObject({ rows, conversational });
      if (conversational) expect(answers[name]?.empty).toBe(0);
    },
  );

  test('calls of tools reach the template, as an object where TRL is the target', async () => {
    const first = JSON.parse((await readFile(pathOf('glaive.objects'), 'utf8')).split('\n')[0]!) as {
      messages: { tool_calls?: { function: { name: string; arguments: object } }[] }[];
    };
    const call = first.messages.find((message) => message.tool_calls !== undefined)?.tool_calls?.[0]?.function;
    expect(typeof call?.arguments).toBe('object');
    expect(answers['glaive.objects']?.first?.['text']).toContain(`[${call?.name ?? ''} {`);
  });

  test('speakers are those that templates know', () => {
    expect(answers['toy.sharegpt']?.roles).toEqual(['system', 'user', 'assistant']);
  });

  test('pairs become labelled rows as TRL makes them', async () => {
    const ours = (await readFile(pathOf('dpo.kto'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map(
        (line) =>
          JSON.parse(line) as { prompt: { content: string }[]; completion: { content: string }[]; label: boolean },
      )
      .map(({ prompt, completion, label }) => [prompt.at(-1)?.content, completion.at(-1)?.content, label]);
    const byText = (rows: unknown[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
    expect(byText(ours)).toEqual(byText(answers['dpo.trl']?.unpaired ?? []));
    expect(answers['dpo.trl']?.extracted).toBe(true);
  });
});
