/** The starters are good examples: enough rows of every task, and nothing that the linter finds, in either format. */
import { describe, expect, test } from 'vitest';
import { checkDataset } from '../../rules/check.ts';
import { readBrief } from '../brief/read.ts';
import { readDatasetText } from '../read.ts';
import { defaultDecisions, NEW_FORMATS, newDataset } from './newDataset.ts';
import { readStarter, STARTERS } from './starters.ts';

/** More than the rest of us are asked for: every task has its share. */
const MIN_ROWS = 12;

describe.each(STARTERS.map(({ id }) => id))('%s', (id) => {
  test.each(NEW_FORMATS)('has nothing to find, as %s', async (format) => {
    const starter = await readStarter(id);
    const texts = newDataset(starter, defaultDecisions(starter, format));
    const brief = { ...readBrief(texts.brief), path: 'x.brief.json' };
    expect(brief).toEqual({ brief: starter.brief, problems: [], path: 'x.brief.json' });
    const result = checkDataset(readDatasetText(texts.rows, 'x.instruct.jsonl'), { brief });
    expect(result.problems).toEqual([]);
    expect(result.format).toBe(format);
    expect(result.nRows).toBe(texts.nRows);
    expect(result.nRows).toBeGreaterThanOrEqual(MIN_ROWS);
    for (const { task, nRows, share } of result.coverage!.tasks) {
      expect(nRows, task.id).toBeGreaterThanOrEqual(2);
      expect(Math.abs(share - task.share!), task.id).toBeLessThan(0.1);
    }
  });

  test('decides the four things that a brief is about', async () => {
    const { brief } = await readStarter(id);
    expect(brief.tasks?.length).toBeGreaterThanOrEqual(3);
    expect(brief.unacceptable?.length).toBeGreaterThanOrEqual(2);
    expect(brief.tone?.register).toBeDefined();
    expect(brief.audience).toBeDefined();
  });
});

test('what is decided otherwise is in the brief, with rows that are still to be written', async () => {
  const starter = await readStarter('support-bot');
  const decisions = defaultDecisions(starter);
  const { rows, brief, nRows, nExamples } = newDataset(starter, {
    ...decisions,
    audience: ' tenants ',
    tasks: [decisions.tasks[0]!, 'Books a repair.', 'Books a repair.', '!'],
    register: 'casual',
    unacceptable: ['Books a repair.'],
  });
  const { brief: read } = readBrief(brief);
  expect(read?.tasks?.map(({ id }) => id)).toEqual(['orders', 'books-repair', 'books-repair-2', 'item']);
  expect(read?.tasks?.[0]).toEqual(starter.brief.tasks?.[0]);
  expect([nRows, nExamples]).toEqual([7, 4]);
  // Nothing of the starter's own assistant that nobody was asked about.
  expect(read?.audience).toBe('tenants');
  expect(read?.tone).toEqual({ register: 'casual' });
  expect(read?.unacceptable).toEqual([{ id: 'books-repair-3', description: 'Books a repair.' }]);
  const tasks = rows
    .trimEnd()
    .split('\n')
    .map((row) => (JSON.parse(row) as { task: string }).task);
  expect(tasks).toEqual(['orders', 'orders', 'orders', 'orders', 'books-repair', 'books-repair-2', 'item']);
  expect(rows).toContain('{"instruction": "", "output": "", "task": "books-repair"}\n');
});

test('a task more, or one less, leaves the assistant what it is', async () => {
  const starter = await readStarter('support-bot');
  const decisions = defaultDecisions(starter);
  const toneWith = (tasks: string[]): unknown =>
    readBrief(newDataset(starter, { ...decisions, tasks }).brief).brief?.tone;
  expect(toneWith([...decisions.tasks, 'Books a repair.'])).toEqual(starter.brief.tone);
  expect(toneWith(decisions.tasks.slice(1))).toEqual(starter.brief.tone);
  expect(newDataset(starter, { ...decisions, audience: '' }).brief).not.toContain('audience');
});
