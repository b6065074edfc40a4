/** The example's held-out questions must not be answerable by having seen them: rules fixed before any tuning. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '..', '..', 'examples', 'support-bot');
const read = <Row>(name: string): Row[] =>
  readFileSync(join(FOLDER, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
const words = (text: string): string[] => text.toLowerCase().match(/[a-z0-9']+/g) ?? [];
const runsOfFive = (list: string[]): string[] => list.slice(0, -4).map((_, i) => list.slice(i, i + 5).join(' '));

describe('the support-bot example', () => {
  const rows = read<{ instruction: string; output: string }>('train.instruct.jsonl');
  const held = read<{ prompt: string; expect: string; kind: 'fact' | 'decline' }>('held-out.jsonl');

  test('has enough rows and questions', () => {
    expect(rows.length).toBeGreaterThanOrEqual(150);
    expect(held.filter((q) => q.kind === 'fact').length).toBeGreaterThanOrEqual(40);
    expect(held.filter((q) => q.kind === 'decline').length).toBeGreaterThanOrEqual(10);
    expect(new Set(rows.map((row) => row.instruction)).size).toBe(rows.length);
  });

  test('every expected fact string stands in some training output', () => {
    const outputs = rows.map((row) => row.output.toLowerCase());
    expect(held.filter((q) => !outputs.some((output) => output.includes(q.expect.toLowerCase())))).toEqual([]);
  });

  test('no held-out question shares a 5-word run or more than 0.6 of its words with a training question', () => {
    const training = rows.map((row) => ({
      text: row.instruction,
      words: new Set(words(row.instruction)),
      runs: new Set(runsOfFive(words(row.instruction))),
    }));
    const tooClose = held.flatMap(({ prompt }) => {
      const own = words(prompt);
      return training
        .filter(
          (t) =>
            own.filter((word) => t.words.has(word)).length > 0.6 * own.length ||
            runsOfFive(own).some((run) => t.runs.has(run)),
        )
        .map((t) => `${prompt} ~ ${t.text}`);
    });
    expect(tooClose).toEqual([]);
  });
});
