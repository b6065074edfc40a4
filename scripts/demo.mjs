// `npm run demo`: the main job in a terminal. Checks a dataset, fine-tunes the embedded base model on it, and asks base and
// tuned the same held-out questions; with two controls that show what the score is worth. Everything is kept in .tunewright/demo.
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bestConstantAnswer, percent, score } from './demo/score.mjs';
import { setUpNodeModules } from './setup/nodeModules.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const EXAMPLE = join(ROOT, 'examples', 'support-bot');
const DATASET = join(EXAMPLE, 'train.instruct.jsonl');
const OUT = join(ROOT, '.tunewright', 'demo');
const SEED = '1';
const MAX_TOKENS = '48';

const started = performance.now();
await setUpNodeModules();
await import('./build.mjs');
await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });

const readRows = async (path) =>
  (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const rows = await readRows(DATASET);
const questions = await readRows(join(EXAMPLE, 'held-out.jsonl'));
await writeFile(
  join(OUT, 'questions.jsonl'),
  questions.map(({ prompt }) => JSON.stringify({ prompt })).join('\n') + '\n',
);

heading('1. Check the dataset');
await tunewright(['check', DATASET]);

heading('2. Fine-tune the embedded base model on it (full tuning)');
await tunewright([
  'train',
  '--dataset',
  DATASET,
  '--base',
  'embedded',
  '--method',
  'full',
  '--seed',
  SEED,
  '--out',
  join(OUT, 'tuned'),
]);

heading('3. Ask base and tuned the same held-out questions (greedy)');
const base = await answers('base', ['--base', 'embedded']);
const tuned = await answers('tuned', ['--run', join(OUT, 'tuned')]);
for (const i of [0, 20, 40, 60, questions.length - 1]) {
  console.log(`\n  ${questions[i].prompt}\n    base:  ${oneLine(base[i])}\n    tuned: ${oneLine(tuned[i])}`);
}

heading('4. Control: the same tuning with the outputs shuffled among the rows');
const shuffled = join(OUT, 'shuffled.instruct.jsonl');
await writeFile(
  shuffled,
  shuffleOutputs(rows)
    .map((row) => JSON.stringify(row))
    .join('\n') + '\n',
);
await tunewright([
  'train',
  '--dataset',
  shuffled,
  '--base',
  'embedded',
  '--method',
  'full',
  '--seed',
  SEED,
  '--out',
  join(OUT, 'shuffled'),
]);
const control = await answers('shuffled', ['--run', join(OUT, 'shuffled')]);

heading(
  `Held-out questions answered right (${questions.length}; none shares a 5-word run or more than 0.6 of its words with a training question)`,
);
const results = { base: score(questions, base), tuned: score(questions, tuned), shuffled: score(questions, control) };
const best = bestConstantAnswer(
  questions,
  rows.map((row) => row.output),
);
const line = (name, { facts, declines, all }) =>
  console.log(
    `  ${name.padEnd(34)} facts ${percent(facts).padEnd(18)} must decline ${percent(declines).padEnd(18)} all ${percent(all)}`,
  );
line('base', results.base);
line('tuned', results.tuned);
line('control: tuned on shuffled outputs', results.shuffled);
console.log(`  ${'control: best constant answer'.padEnd(34)} all ${percent(best)}: "${best.output}"`);
await writeFile(
  join(OUT, 'answers.jsonl'),
  questions.map((q, i) => JSON.stringify({ ...q, base: base[i], tuned: tuned[i], shuffled: control[i] })).join('\n') +
    '\n',
);
await writeFile(join(OUT, 'scores.json'), JSON.stringify({ ...results, bestConstant: best }, null, 2) + '\n');
console.log(
  `\nAll answers: ${relative(process.cwd(), join(OUT, 'answers.jsonl'))}. Took ${((performance.now() - started) / 1000).toFixed(0)} s.`,
);

function heading(text) {
  console.log(`\n== ${text}\n`);
}

function oneLine(text) {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > 110 ? `${flat.slice(0, 110)}…` : flat;
}

/** Runs the command line with its output shown; a failure ends the demo with the command's own message. */
function tunewright(args, stdout = 'inherit') {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'dist', 'cli.cjs'), ...args], {
      stdio: ['ignore', stdout, 'inherit'],
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(output) : process.exit(code ?? 1)));
  });
}

async function answers(name, model) {
  const output = await tunewright(
    ['chat', ...model, '--prompts', join(OUT, 'questions.jsonl'), '--max-tokens', MAX_TOKENS, '--json'],
    'pipe',
  );
  const lines = output
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text));
  if (lines.length !== questions.length)
    throw new Error(`${name} gave ${lines.length} answers to ${questions.length} questions.`);
  return lines.map(({ text }) => text);
}

/** Outputs moved to other rows by a fixed permutation (a seeded Fisher-Yates): same texts, no relation to the questions. */
function shuffleOutputs(source) {
  const outputs = source.map((row) => row.output);
  let state = 12345;
  for (let i = outputs.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [outputs[i], outputs[j]] = [outputs[j], outputs[i]];
  }
  return source.map((row, i) => ({ ...row, output: outputs[i] }));
}
