/** Rules about briefs: what they find in every format, where it stands, and that edits and files of any size give the same. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/common/random.ts';
import type { Brief } from '../../src/dataset/brief/fields.ts';
import type { BriefFile } from '../../src/dataset/brief/find.ts';
import { readBrief } from '../../src/dataset/brief/read.ts';
import type { Problem } from '../../src/dataset/problem.ts';
import { readDatasetText } from '../../src/dataset/read.ts';
import { readRow } from '../../src/dataset/row.ts';
import { checkDataset } from '../../src/rules/check.ts';
import { checkFile } from '../../src/rules/checkFile.ts';
import { DatasetCheck } from '../../src/rules/datasetCheck.ts';
import { checkFor, fixed } from '../support/ruleTable.ts';

const given = (brief: Brief): { brief: BriefFile } => ({
  brief: { ...readBrief(JSON.stringify(brief)), path: 'data.brief.json' },
});
/** The marked text is what the rule finds in the text without marks. */
function finds(code: string, brief: Brief, marked: string): Problem[] {
  const found = checkFor(code, marked.replace(/[«»]/g, ''), given(brief));
  expect(found.marked).toBe(marked);
  return found.problems;
}

describe('brief-unacceptable', () => {
  const brief: Brief = {
    unacceptable: [
      { id: 'promise', description: 'Promises a refund.', phrases: ['full refund'], reply: 'Ask "the desk".' },
      { id: 'number', description: 'Names a number.', pattern: '\\b\\d{3}-\\d{4}\\b' },
    ],
  };
  test.each([
    ['alpaca', '{"instruction": "a full refund?", "output": "You get a «Full  Refund»."}'],
    ['escapes before and in it', '{"instruction": "a", "output": "\\u00e9 \\"\\n«\\u0066ull\\nrefund» 😀"}'],
    ['history', '{"instruction": "a", "output": "b", "history": [["full refund", "a «full refund»"]]}'],
    ['both', '{"instruction": "a", "output": "«full refund» at «555-1234»"}'],
    [
      'chat: answers that are trained',
      '{"messages": [{"role": "user", "content": "full refund"}, {"role": "assistant", "content": "full refund", "weight": 0}, {"role": "user", "content": "b"}, {"role": "assistant", "content": "«full refund»"}]}',
    ],
    [
      'chat: parts',
      '{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": [{"type": "text", "text": "so "}, {"type": "text", "text": "a «full refund»"}]}]}',
    ],
    ['sharegpt', '{"conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "«full refund»"}]}'],
    ['completion', '{"prompt": "full refund", "completion": "call «555-1234»"}'],
    ['text', '{"text": "a «full refund»"}'],
    ['preference', '{"prompt": "a", "chosen": "a «full refund»", "rejected": "full refund"}'],
    [
      'preference as messages',
      '{"prompt": "a", "chosen": [{"role": "user", "content": "full refund"}, {"role": "assistant", "content": "«full refund»"}], "rejected": [{"role": "assistant", "content": "full refund"}]}',
    ],
    ['kto, a good answer', '{"prompt": "a", "completion": "a «full refund»", "label": true}'],
    ['kto in columns', '{"instruction": "a", "output": "a «full refund»", "kto_tag": true}'],
    ['kto in columns, bad', '{"instruction": "a", "output": "a full refund", "kto_tag": false}'],
    ['kto, a bad answer', '{"prompt": "a", "completion": "a full refund", "label": false}'],
    ['part of a word', '{"instruction": "a", "output": "full refundable"}'],
  ])('%s', (_, marked) => {
    finds('brief-unacceptable', brief, marked);
  });

  test('offers the reply of the brief', () => {
    expect(fixed('brief-unacceptable', '{"instruction": "a", "output": "A full refund."}', given(brief))).toBe(
      '{"instruction": "a", "output": "Ask \\"the desk\\"."}',
    );
  });
});

describe('brief-tone', () => {
  test.each<[Brief['tone'] & object, string]>([
    [{ mustNotPhrases: ['no problem'] }, '{"instruction": "no problem", "output": "«No problem»!"}'],
    [{ mustPhrases: ['Yours'] }, '{"instruction": "a", "output": «"Hello."»}'],
    [{ mustPhrases: ['Yours'] }, '{"instruction": "a", "output": "Hello. yours"}'],
    [{ register: 'formal' }, '{"instruction": "a", "output": "«I\'m» \\"isn\'t\\" 3"}'],
    [{ register: 'neutral' }, '{"instruction": "a", "output": "Done «🎉»"}'],
    [{ person: 'we' }, '{"instruction": "a", "output": "Yes: «I» think so."}'],
  ])('%j', (tone, marked) => {
    finds('brief-tone', { tone }, marked);
  });
});

test('brief-length counts the words of each answer', () => {
  const brief: Brief = { tone: { maxWords: 3 } };
  finds('brief-length', brief, '{"instruction": "a b c d", "output": «"one two - three four"»}');
  finds('brief-length', brief, '{"instruction": "a", "output": "one\\ntwo   three"}');
});

describe('tasks', () => {
  const brief: Brief = {
    tasks: [
      { id: 'orders', description: 'Orders.', keywords: ['order'], share: 0.5 },
      { id: 'returns', description: 'Returns.' },
    ],
  };
  const row = (task: string): string => JSON.stringify({ instruction: task, output: 'x', task });

  test('a name that the brief does not have is meant as one that it has', () => {
    const text = '{"instruction": "a", "output": "b", "task": "retruns"}\n{"instruction": "my order", "output": "c"}';
    const [problem] = finds('brief-unknown-task', brief, text.replace('"retruns"', '«"retruns"»'));
    expect(problem!.message).toContain('Did you mean "returns"?');
    expect(fixed('brief-unknown-task', text, given(brief))).toBe(text.replace('retruns', 'returns'));
  });

  test('rows without a task are said once', () => {
    const [problem] = finds(
      'brief-unknown-task',
      brief,
      '«{»"instruction": "a", "output": "b"}\n{"instruction": "c", "output": "d"}',
    );
    expect(problem).toMatchObject({ severity: 'information', message: expect.stringMatching(/^2 rows are/) as string });
  });

  test('rows that cannot be read are not rows about no task', () => {
    const text =
      '{"instruction": "my order", "output": "c"}\n{"instruction": "a", "output": "b\n{"instruction": "a"}\n{"messages": []}';
    expect(checkFor('brief-unknown-task', text, given(brief)).problems).toEqual([]);
    const [problem] = checkFor('brief-task-missing', text, given(brief)).problems;
    expect(problem!.message).toMatch(/^No row that can be read is about the task "returns"/);
    expect(checkFor('brief-task-missing', `${text}\n{"task": "returns"}`, given(brief)).problems).toEqual([]);
  });

  test('the field "task" is no unknown field, unless there is no brief', () => {
    expect(checkFor('unknown-field', row('orders'), given(brief)).problems).toEqual([]);
    expect(checkFor('unknown-field', row('orders')).problems).toHaveLength(1);
    // A brief that is being written has faults for a moment.
    expect(checkFor('unknown-field', row('orders'), { brief: { ...readBrief('{'), path: 'x' } }).problems).toEqual([]);
  });

  test('a share that is far away is said with the number of rows that are wanted', () => {
    const rows = (nOrders: number, nReturns: number): string =>
      [...new Array<string>(nOrders).fill('orders'), ...new Array<string>(nReturns).fill('returns')]
        .map(row)
        .join('\n');
    const messages = (text: string): string[] =>
      checkFor('brief-task-missing', text, given(brief)).problems.map(({ message }) => message);
    expect(messages(rows(4, 20))).toEqual([
      '17 % of the rows (4) are about the task "orders", the brief wants 50 %: the model is not taught it. Write about 16 more.',
    ]);
    expect(messages(rows(6, 18))).toEqual([]);
    expect(messages(rows(1, 5))).toEqual([]);
    expect(messages(rows(3, 0))).toEqual([
      'No row is about the task "returns" of the brief: the model is not taught it. Write some, or take it out of the brief.',
    ]);
  });
});

test('a brief with faults is one error, and nothing else of it is checked', () => {
  const brief = { ...readBrief('{"tone": {"maxWords": 1, "x": 1, "y": 1}}'), path: '/a/data.brief.json' };
  const { problems } = checkDataset(readDatasetText('\n{"instruction": "a", "output": "b c"}', 'x.jsonl'), { brief });
  expect(problems.filter(({ code }) => code.startsWith('brief-'))).toMatchObject([
    {
      code: 'brief-invalid',
      message: expect.stringContaining('data.brief.json:1:26: "tone" has no field "x". (and 1 more)') as string,
    },
  ]);
});

const ofBriefs = (problems: readonly Problem[]): Problem[] => problems.filter(({ code }) => code.startsWith('brief-'));

test('edits, and a file that is never in memory, give what a whole check gives', async () => {
  const brief: Brief = {
    tasks: [
      { id: 'a', description: 'A.', share: 0.6, keywords: ['one'] },
      { id: 'b', description: 'B.' },
    ],
    tone: { maxWords: 3 },
    unacceptable: [{ id: 'u', description: 'U.', phrases: ['never'] }],
  };
  const options = given(brief);
  const seed = Number(process.env['TUNEWRIGHT_SEED'] ?? 1);
  console.log(`Replay with TUNEWRIGHT_SEED=${seed}`);
  const random = seededRandom(seed, 'briefs');
  const oneOf = <T>(items: readonly T[]): T => items[Math.floor(random.next() * items.length)]!;
  const line = (): string =>
    oneOf(
      ['', '{broken', JSON.stringify({ text: 'never' })].concat(
        new Array<string>(9).fill(
          JSON.stringify({
            instruction: oneOf(['one', 'two', 'one two', 'three']),
            output: oneOf(['x', 'never', 'a b c d', 'x y']),
            ...oneOf([{}, { task: 'a' }, { task: 'b' }, { task: 'c' }]),
          }),
        ),
      ),
    );
  const folder = await mkdtemp(join(tmpdir(), 'tunewright-briefs-'));
  const check = new DatasetCheck(options);
  let lines: string[] = [];
  for (let round = 0; round < 200; round++) {
    const start = Math.floor(random.next() * (lines.length + 1));
    const nRemoved = Math.floor(random.next() * Math.min(4, lines.length - start + 1));
    const added = Array.from({ length: Math.floor(random.next() * 5) }, line);
    lines = [...lines.slice(0, start), ...added, ...lines.slice(start + nRemoved)];
    check.replace(
      start,
      nRemoved,
      added.map((text) => readRow(text, {})),
    );
    const whole = checkDataset(readDatasetText(lines.join('\n'), 'x.jsonl'), options);
    // The text's last line is not a row of the file where it is empty.
    if (lines.length === 0 || lines.at(-1) === '') continue;
    const edited = check.result();
    expect(ofBriefs(edited.problems)).toEqual(ofBriefs(whole.problems));
    expect(edited.coverage).toEqual(whole.coverage);
    if (round % 20 !== 0) continue;
    const path = join(folder, 'x.jsonl');
    await writeFile(path, lines.join('\n'));
    const batches = checkFile(path, options);
    for (let next = await batches.next(); ; next = await batches.next()) {
      if (next.done !== true) continue;
      expect(next.value.coverage).toEqual(whole.coverage);
      for (const [code, n] of Object.entries(whole.counts.byCode))
        if (code.startsWith('brief-')) expect(next.value.counts.byCode[code], code).toBe(n);
      break;
    }
  }
  await rm(folder, { recursive: true, force: true });
});
