/** 10,000 edits: after each the check that was kept up to date says what a new one says. */
import { expect, test } from 'vitest';
import { seededRandom, type Random } from '../../src/common/random.ts';
import { NO_COLUMNS } from '../../src/dataset/columns.ts';
import { readRow, type RowFacts } from '../../src/dataset/row.ts';
import { DatasetCheck, type CheckResult, type ResultOptions } from '../../src/rules/datasetCheck.ts';

const N_EDITS = 10_000;
/** Edits of one file, before the next one is begun. */
const N_IN_FILE = 250;

const ROWS = [
  '{"instruction": "a", "output": "b"}',
  '{"instruction": "A ", "output": "c"}',
  '{"instruction": "name the highest mountain of the world", "output": "it is the Everest"}',
  '{"instruction": "Name the highest mountain of the world!", "output": "It is the Everest."}',
  '{"instruction": "a", "imput": "b", "outptu": 4}',
  '{"text": "x"}',
  '{"text": "x", "note": 1, "note": 2}',
  '{"prompt": "p", "completion": "c"}',
  '{"messages": [{"role": "user", "content": "q"}, {"role": "bot", "content": "r"}]}',
  '{"messages": [{"role": "user", "content": "q"}]}',
  '',
  ' ',
  '{',
  '"instruction": "a",',
  '"output": "b"',
  '}',
  "{'text': None},",
  '"alone"',
  '{"text": "a',
  'b"}',
];
const PIECES = ['"', '{', '}', ',', ':', ']', '[', 'None', '\\', '😀', ' ', 'x', '"id": 1, ', '\uD83D', '\u0001'];

const read = (lines: readonly string[]): RowFacts[] => lines.map((line) => readRow(line, NO_COLUMNS));

/** Rows of new checks, read once: most lines stay from edit to edit, and to read a broken one takes longer than to check it. */
const known = new Map<string, RowFacts>();
const readOnce = (lines: readonly string[]): RowFacts[] =>
  lines.map((line) => {
    let row = known.get(line);
    if (row === undefined) known.set(line, (row = readRow(line, NO_COLUMNS)));
    return row;
  });

function fresh(lines: readonly string[], options: ResultOptions): CheckResult {
  const check = new DatasetCheck({});
  check.replace(0, 0, readOnce(lines));
  check.work();
  return check.result(options);
}

/** An edit as an editor makes it: lines from `start` on go, others come. */
type Edit = { start: number; nRemoved: number; added: string[] };

function randomEdit(lines: readonly string[], random: Random): Edit {
  const any = <T>(items: readonly T[]): T => items[random.integer(items.length)]!;
  const start = random.integer(lines.length);
  if (random.next() < 0.5) {
    const line = lines[start]!;
    const at = random.integer(line.length + 1);
    return { start, nRemoved: 1, added: [line.slice(0, at) + any(PIECES) + line.slice(at + random.integer(3))] };
  }
  const nRemoved = random.integer(Math.min(lines.length > 12 ? 8 : 3, lines.length - start) + 1);
  // An editor's text has at least one line.
  const atLeast = nRemoved === lines.length ? 1 : 0;
  const added = Array.from({ length: atLeast + random.integer(4) }, () =>
    random.next() < 0.3 ? any(lines) : any(ROWS),
  );
  return { start, nRemoved, added };
}

test(`after each of ${N_EDITS} edits the problems are those of a new check`, { timeout: 120_000 }, () => {
  const seed = Number(process.env['TUNEWRIGHT_SEED'] ?? 1);
  const random = seededRandom(seed, 'incremental');
  for (let file = 0; file * N_IN_FILE < N_EDITS; file++) {
    known.clear();
    let lines = Array.from({ length: 1 + random.integer(10) }, () => ROWS[random.integer(ROWS.length)]!);
    const check = new DatasetCheck({});
    check.replace(0, 0, read(lines));
    for (let i = 0; i < N_IN_FILE; i++) {
      const { start, nRemoved, added } = randomEdit(lines, random);
      lines = lines.toSpliced(start, nRemoved, ...added);
      check.replace(start, nRemoved, read(added));
      // Work is often cut short by the next edit, as in an editor.
      if (random.next() < 0.2) check.work(0);
      check.work();
      const options = { withFixes: i % 10 === 0 };
      const [kept, anew] = [JSON.stringify(check.result(options)), JSON.stringify(fresh(lines, options))];
      if (kept !== anew) expect(kept, `replay with TUNEWRIGHT_SEED=${seed}: file ${file}, edit ${i}`).toBe(anew);
    }
  }
});
