// `npm run demo`: the main job in a terminal. Checks a dataset, fine-tunes the embedded base model on it, and asks base and
// tuned the same held-out questions; with two controls that show what the score is worth. Everything is kept in .tunewright/demo.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { bestConstantAnswer, isRight, percent, score, verdicts } from './demo/score.mjs';
import { runQuietly, runShown } from './setup/command.mjs';
import { SetupError } from './setup/step.mjs';
import { runScript } from './setup.mjs';

const ROOT = join(import.meta.dirname, '..');
const EXAMPLE = join(ROOT, 'examples', 'support-bot');
const DATASET = join(EXAMPLE, 'train.instruct.jsonl');
const OUT = join(ROOT, '.tunewright', 'demo');
const CLI = join(ROOT, 'dist', 'cli.cjs');
const SEED = 1;
const MAX_TOKENS = 48;

await runScript(import.meta.filename, async () => {
  const startMs = performance.now();
  console.log('Building the command line …');
  await runQuietly(process.execPath, [join(ROOT, 'scripts', 'build.mjs')]);
  await rm(OUT, { recursive: true, force: true });
  await mkdir(OUT, { recursive: true });
  const rows = await readRows(DATASET);
  const questions = await readRows(join(EXAMPLE, 'held-out.jsonl'));

  heading('1. Check the dataset');
  await shown('check', DATASET);

  heading('2. Fine-tune the embedded base model on it (full tuning)');
  await tune(DATASET, join(OUT, 'tuned'));

  heading('3. Ask base and tuned the same held-out questions (greedy)');
  const base = await ask(questions, ['--base', 'embedded']);
  const tuned = await ask(questions, ['--run', join(OUT, 'tuned')]);
  for (const i of [0, 20, 40, 60, questions.length - 1])
    console.log(
      `  ${questions[i].prompt}\n    base:  ${marked(questions[i], base[i])}\n    tuned: ${marked(questions[i], tuned[i])}\n`,
    );

  heading('4. Control: the same tuning with the outputs shuffled among the rows');
  const shuffled = join(OUT, 'shuffled.instruct.jsonl');
  await writeRows(shuffled, withShuffledOutputs(rows));
  await tune(shuffled, join(OUT, 'shuffled'));
  const control = await ask(questions, ['--run', join(OUT, 'shuffled')]);

  heading(`Held-out questions answered right, of ${questions.length}`);
  console.log('None shares a run of 5 words, or more than 0.6 of its words, with a training question.\n');
  const scores = { base: score(questions, base), tuned: score(questions, tuned), shuffled: score(questions, control) };
  const outputs = rows.map((row) => row.output);
  const constant = bestConstantAnswer(questions, outputs);
  printScores('base', scores.base);
  printScores('tuned', scores.tuned);
  printScores('control: outputs shuffled', scores.shuffled);
  console.log(`  ${'control: best constant answer'.padEnd(30)} all ${percent(constant)}: "${constant.output}"`);

  const answers = join(OUT, 'answers.jsonl');
  const asked = questions.map((q, i) => ({ ...q, base: base[i], tuned: tuned[i], shuffled: control[i] }));
  await writeRows(answers, asked);
  await writeRows(join(OUT, 'scores.jsonl'), [{ ...scores, constant }]);
  console.log('');
  for (const { target, met } of verdicts({ ...scores, constant })) {
    console.log(`  ${met ? 'yes' : 'NO '}  ${target}`);
    if (!met) process.exitCode = 1;
  }
  const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
  console.log(`\nAll answers: ${relative(process.cwd(), answers)}. Took ${seconds} s.`);
});

function heading(text) {
  console.log(`\n== ${text}\n`);
}

function marked(question, answer) {
  return `${isRight(question, answer) ? 'right' : 'wrong'}  ${oneLine(answer)}`;
}

function oneLine(text) {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > 110 ? `${flat.slice(0, 110)}…` : flat;
}

function printScores(name, { facts, declines, all }) {
  const columns = [`facts ${percent(facts)}`, `declines ${percent(declines)}`, `all ${percent(all)}`];
  console.log(`  ${name.padEnd(30)} ${columns.map((column) => column.padEnd(26)).join('')}`.trimEnd());
}

/** Runs a command of the command line with its output shown; its own message says what went wrong. */
async function shown(...args) {
  const code = await runShown(process.execPath, [CLI, ...args]);
  if (code !== 0) throw new SetupError(`"tunewright ${args[0]}" ended with code ${code}: the demo stops here.`);
}

async function tune(dataset, out) {
  const base = ['--base', 'embedded', '--method', 'full', '--seed', String(SEED)];
  await shown('train', '--dataset', dataset, ...base, '--out', out);
}

/** The answers of a model to all questions, with one load of it. */
async function ask(questions, model) {
  const prompts = join(OUT, 'questions.jsonl');
  await writeRows(
    prompts,
    questions.map(({ prompt }) => ({ prompt })),
  );
  const args = ['chat', ...model, '--prompts', prompts, '--max-tokens', String(MAX_TOKENS), '--json'];
  const answers = parseRows(await runQuietly(process.execPath, [CLI, ...args]));
  if (answers.length !== questions.length)
    throw new SetupError(`${answers.length} answers came to ${questions.length} questions.`);
  return answers.map(({ text }) => text);
}

/** Outputs moved to other rows by a fixed permutation (a seeded Fisher-Yates): the same texts, unrelated to their questions. */
function withShuffledOutputs(rows) {
  const outputs = rows.map((row) => row.output);
  let state = 12345;
  for (let i = outputs.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [outputs[i], outputs[j]] = [outputs[j], outputs[i]];
  }
  return rows.map((row, i) => ({ ...row, output: outputs[i] }));
}

function parseRows(text) {
  const lines = text.trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

async function readRows(path) {
  return parseRows(await readFile(path, 'utf8'));
}

async function writeRows(path, rows) {
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
