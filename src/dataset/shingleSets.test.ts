/** Sets that come and go in little memory, against each pair's own. */
import { expect, test } from 'vitest';
import { seededRandom } from '../common/random.ts';
import type { ComparedTexts } from './comparedTexts.ts';
import { SetStore, setsOf, similarityOf } from './shingleSets.ts';

/** More rows than are kept, many with their like, and two that are too large for the memory at the start. */
function manyRows(): ComparedTexts[] {
  const random = seededRandom(1, 'sets');
  const words = (n: number): string => Array.from({ length: n }, () => `w${random.integer(40)}`).join(' ');
  const rows: ComparedTexts[] = [];
  for (let i = 0; i < 20_000; i++) {
    const like = i > 0 && random.next() < 0.5 ? rows[random.integer(i)] : undefined;
    rows.push({
      prompt: [like?.prompt[0] ?? words(random.integer(8))],
      answer: [like?.answer[0] ?? words(1 + random.integer(8))],
    });
  }
  const long = Array.from({ length: 1_200_000 }, (_, i) => i.toString(36)).join(' ');
  rows.push({ prompt: [], answer: [long] }, { prompt: [], answer: [`${long} end`] });
  return rows;
}

test('similarities are the same, however many rows come between', () => {
  const rows = manyRows();
  const store = new SetStore(rows.length, (row) => rows[row]);
  const random = seededRandom(2, 'pairs');
  const largest = rows.length - 1;
  const compare = (one: number, other: number): void => {
    expect(store.similarity(one, other), `${one} and ${other}`).toBe(
      similarityOf(setsOf(rows[one]), setsOf(rows[other])),
    );
  };
  // Two rows in turns, with others in between: they are copied from half to half.
  for (let i = 0; i < 20_000; i++) {
    if (i % 3 === 0) compare(5, 6);
    else compare(random.integer(largest - 1), random.integer(largest - 1));
  }
  compare(7, largest);
  compare(largest - 1, 7);
  expect(store.similarity(largest - 1, largest)).toBeGreaterThan(0.99);
  for (let i = 0; i < 200; i++) compare(random.integer(largest - 1), random.integer(20));
});
