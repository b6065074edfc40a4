/** Near-duplicates against the plain definition: all pairs, by their sets of word triples. */
import { describe, expect, test } from 'vitest';
import { seededRandom, type Random } from '../common/random.ts';
import type { ComparedTexts } from './comparedTexts.ts';
import { NearDuplicates, NearSearch } from './nearDuplicates.ts';
import { RowSketches } from './rowSketches.ts';
import { NEAR_DUPLICATE, setsOf, similarityOf } from './shingleSets.ts';

const row = (prompt: string, answer = ''): ComparedTexts => ({ prompt: [prompt], answer: [answer] });
const nearSimilarity = (one: ComparedTexts, other: ComparedTexts): number => similarityOf(setsOf(one), setsOf(other));
const noRepeats = (): boolean => false;

function found(rows: readonly ComparedTexts[]): { row: number; other: number; similarity: number }[] {
  const sketches = new RowSketches();
  for (const texts of rows) sketches.push(texts);
  const search = new NearSearch({ sketches, textsOf: (index) => rows[index], isRepeat: noRepeats });
  while (search.work(0));
  return search.pairs();
}

/** The plain definition, for words of letters and digits alone. */
function plainSimilarity(one: ComparedTexts, other: ComparedTexts): number {
  const triples = (texts: readonly string[]): Set<string> =>
    new Set(
      texts.flatMap((text) => {
        const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
        return words.length < 3 && words.length > 0
          ? [words.join(' ')]
          : words.slice(2).map((_, i) => words.slice(i, i + 3).join(' '));
      }),
    );
  let [shared, all] = [0, 0];
  for (const part of ['prompt', 'answer'] as const) {
    const [a, b] = [triples(one[part]), triples(other[part])];
    const n = [...a].filter((triple) => b.has(triple)).length;
    const nAll = a.size + b.size - n;
    if (n < NEAR_DUPLICATE * nAll) return 0;
    shared += n;
    all += nAll;
  }
  return all === 0 ? 0 : shared / all;
}

/** Rows of which many are made from others by a few changed words. */
function randomRows(random: Random, n: number): ComparedTexts[] {
  const words = (length: number): string[] => Array.from({ length }, () => `w${random.integer(500)}`);
  const rows: ComparedTexts[] = [];
  for (let i = 0; i < n; i++) {
    const source = random.next() < 0.5 ? rows[random.integer(Math.max(1, rows.length))] : undefined;
    const texts =
      source === undefined
        ? [words(random.integer(120)), words(random.integer(60))]
        : [source.prompt[0]!.split(' '), source.answer[0]!.split(' ')];
    if (source !== undefined)
      for (let k = random.integer(5); k > 0; k--) {
        const part = texts[random.integer(2)]!;
        part.splice(random.integer(part.length + 1), random.integer(2), ...words(random.integer(2)));
      }
    rows.push(row(texts[0]!.join(' '), texts[1]!.join(' ')));
  }
  return rows;
}

test('the similarity is that of the plain definition', () => {
  const rows = randomRows(seededRandom(1, 'similarity'), 60);
  for (const one of rows)
    for (const other of rows) expect(nearSimilarity(one, other)).toBeCloseTo(plainSimilarity(one, other), 12);
});

test('nearly every row that has its like is found, and no other', () => {
  const seed = Number(process.env['TUNEWRIGHT_SEED'] ?? 1);
  console.log(`Replay with TUNEWRIGHT_SEED=${seed}`);
  const rows = randomRows(seededRandom(seed, 'rows'), 400);
  const pairs = found(rows);
  for (const { row: i, other, similarity } of pairs) {
    expect(other).toBeLessThan(i);
    expect(similarity).toBeCloseTo(nearSimilarity(rows[i]!, rows[other]!), 6);
  }
  const alike = rows.filter((texts, i) => rows.slice(0, i).some((other) => nearSimilarity(texts, other) > 0));
  console.log(`${pairs.length} of ${alike.length} found`);
  expect(alike.length).toBeGreaterThan(60);
  expect(pairs.length).toBeGreaterThan(alike.length * 0.97);
});

describe('what counts', () => {
  const long =
    'Bolivia lies in the middle of South America and has two capitals with different functions and histories';
  test.each([
    ['case and punctuation', row('Name the capital!', 'It is La Paz.'), row('name the capital', 'it is "La Paz"'), 1],
    ['another answer', row(long, 'Yes, it is.'), row(long, 'No, it is not.'), 0],
    ['another question with the same answer', row(long, 'Yes'), row('Is this another question?', 'Yes'), 0],
    ['another sum', row('What is 6 / 3?', '2'), row('What is 6 * 3?', '2'), 0],
    [
      'Chinese, which writes no spaces',
      row('', '今天天气很好我们去公园散步吧大家都很高兴'),
      row('', '今天天气很好，我们去公园散步吧。大家都很高兴！'),
      1,
    ],
    ['other Chinese', row('', '今天天气很好我们去公园散步吧'), row('', '明天天气不好我们在家里看书吧'), 0],
    ['words of other scripts', row('', 'Привет, как дела у тебя'), row('', 'привет как дела у тебя'), 1],
    ['nothing to compare', row('', ''), row('', ''), 0],
  ])('%s', (_, one, other, similarity) => {
    expect(nearSimilarity(one, other)).toBe(similarity);
    expect(found([one, other])).toEqual(similarity === 0 ? [] : [{ row: 1, other: 0, similarity }]);
  });
});

test('after any edits the pairs are those of the rows as they are', () => {
  const seed = Number(process.env['TUNEWRIGHT_SEED'] ?? 1);
  console.log(`Replay with TUNEWRIGHT_SEED=${seed}`);
  const random = seededRandom(seed, 'edits');
  let rows = randomRows(random, 40);
  const near = new NearDuplicates(
    (index) => rows[index],
    () => noRepeats,
  );
  near.replace(0, 0, rows.length);
  for (let round = 0; round < 200; round++) {
    const start = random.integer(rows.length + 1);
    const nRemoved = random.integer(Math.min(4, rows.length - start + 1));
    const added = Array.from(
      { length: random.integer(4) },
      () => rows[random.integer(rows.length)] ?? row('a b c d e f'),
    );
    rows = rows.toSpliced(start, nRemoved, ...added);
    near.replace(start, nRemoved, added.length);
    for (const pair of near.pairs) expect(pair.row).toBeLessThan(rows.length);
    // Often the next edit comes before the search is done.
    if (random.next() < 0.3) near.work(0);
    else {
      while (near.work(0));
      expect(near.pairs, `round ${round}`).toEqual(found(rows));
    }
  }
});
