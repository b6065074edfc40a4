/** The parts of a brief at work: names, phrases, patterns, words, tasks, coverage, system prompt. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileBrief, NO_TASK, UNKNOWN_TASK, UNREAD_TASK } from './compiled.ts';
import { taskCoverage } from './coverage.ts';
import type { Brief } from './fields.ts';
import { briefPaths, newBriefPath } from './names.ts';
import { compilePattern } from './pattern.ts';
import { phrasesOf } from './phrases.ts';
import { systemPromptOf } from './systemPrompt.ts';
import { personFaults, registerFaults } from './tone.ts';
import { countWords } from './words.ts';

describe('the brief of a dataset is looked for', () => {
  test.each([
    ['data.jsonl', ['data.brief.json']],
    ['data.jsonl.gz', ['data.brief.json']],
    ['data.json', ['data.brief.json']],
    ['data.instruct.jsonl', ['data.instruct.brief.json', 'data.brief.json']],
    ['shop.chat.jsonl.gz', ['shop.chat.brief.json', 'shop.brief.json']],
    ['shop.train.instruct.jsonl', ['shop.train.instruct.brief.json', 'shop.train.brief.json', 'shop.brief.json']],
    ['.hidden.jsonl', ['.hidden.brief.json']],
  ])('%s beside it', (name, expected) => {
    const paths = briefPaths(join('/w', 'a', name));
    expect(paths).toEqual([...expected, 'tunewright.brief.json'].map((file) => join('/w', 'a', file)));
  });

  test.each([
    ['data.jsonl', 'data.brief.json'],
    ['data.sharegpt.instruct.jsonl.gz', 'data.brief.json'],
    ['v1.2.jsonl', 'v1.2.brief.json'],
    ['shop.train.instruct.jsonl', 'shop.train.brief.json'],
  ])('%s gets a new one', (name, expected) => {
    expect(newBriefPath(join('/w', name))).toBe(join('/w', expected));
  });

  test('then as a default of the folders above, up to the root', () => {
    const defaults = (root: string): string[] => briefPaths(join('/w', 'a', 'b', 'x.jsonl'), root).slice(1);
    expect(defaults(join('/w'))).toEqual(
      [['/w', 'a', 'b'], ['/w', 'a'], ['/w']].map((folder) => join(...folder, 'tunewright.brief.json')),
    );
    expect(defaults(join('/other'))).toEqual([join('/w', 'a', 'b', 'tunewright.brief.json')]);
  });
});

describe('phrases', () => {
  test.each([
    ['full refund', 'You get a FULL  refund.', 'FULL  refund'],
    ['refund', 'It is refundable.', undefined],
    ["don't", 'We don’t know.', 'don’t'],
    ['C++', 'I like C++, too', 'C++'],
    ['a.b', 'axb', undefined],
    ['返金', '全額返金します。', '返金'],
    ['straße', 'In der STRASSE', undefined],
    ['é', 'caf\u00e9 é!', 'é'],
  ])('%s in %s', (phrase, text, expected) => {
    const match = phrasesOf([phrase]).find(text);
    expect(match && text.slice(match.start, match.end)).toBe(expected);
  });

  test.each([
    ['roll', 'Are your rolls vegan?', 'rolls'],
    ['roll', 'A roller', undefined],
    ['box', 'Two BOXES', 'BOXES'],
    ['battery', 'Are the batteries in it?', 'batteries'],
    ['battery', 'A battery.', 'battery'],
    ['day', 'some days', 'days'],
    ['send back', 'She sends back', undefined],
    ['hi', 'His own', undefined],
    ['brötchen', 'Brötchens', 'Brötchens'],
    ['返金', '返金s', '返金'],
  ])('keywords also in the plural: %s in %s', (phrase, text, expected) => {
    const match = phrasesOf([phrase], 'with plurals').find(text);
    expect(match && text.slice(match.start, match.end)).toBe(expected);
    if (expected?.toLowerCase() !== phrase && phrase !== '返金') expect(phrasesOf([phrase]).find(text)).toBeUndefined();
  });

  test('any phrase is found in a text that has it between spaces', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }), (phrase) => {
        fc.pre(phrase.trim() !== '');
        expect(phrasesOf([phrase]).find(`one ${phrase.trim()} two`)).toBeDefined();
      }),
    );
  });
});

describe('patterns', () => {
  test('find in any case, in UTF-16 units', () => {
    const pattern = compilePattern('refund(?:s|ed)?');
    if (typeof pattern === 'string') throw new Error(pattern);
    expect(pattern.find('😀 REFUNDED')).toEqual({ start: 3, end: 11 });
  });

  test('take time linear in the text, where backtracking would take for ever', () => {
    const pattern = compilePattern('(a+)+b');
    if (typeof pattern === 'string') throw new Error(pattern);
    expect(pattern.matches('a'.repeat(200_000))).toBe(false);
    expect(pattern.find('a'.repeat(200_000))).toBeUndefined();
  });
});

test.each([
  ['', 0],
  ['One, two - three.', 3],
  ['  spaced\n\nout ', 2],
  ['返金できますか', 3],
])('words in %j', (text, expected) => {
  expect(countWords(text) - expected).toBeLessThanOrEqual(text.startsWith('返') ? 2 : 0);
  expect(countWords(text)).toBeGreaterThanOrEqual(expected);
});

describe('tone', () => {
  test.each<[Parameters<typeof registerFaults>[0], string, string[]]>([
    ['formal', "We don't ship.", ["don't"]],
    ['formal', 'The dog’s bowl is full.', []],
    ['formal', 'Run `don\'t` or "it\'s".', []],
    ['neutral', "Yeah, we don't 😀", ['Yeah', '😀']],
    ['neutral', 'Tillo © 2026 is 1.5 l.', []],
    ['casual', 'gonna 😀', []],
    ['formal', 'Le prix est de 3 €.', []],
  ])('register %s: %s', (register, text, expected) => {
    expect(registerFaults(register, text).map(({ start, end }) => text.slice(start, end))).toEqual(expected);
  });

  test.each<[Parameters<typeof personFaults>[0], string, string[]]>([
    ['we', 'I think so.', ['I']],
    ['we', 'World War I ended.', []],
    ['we', 'We think so.', []],
    ['I', 'Sure, we’ll look.', ['we’ll']],
    ['impersonal', 'I see that we can.', ['I', 'we']],
    ['impersonal', 'The customer said "I am lost" to J. I. Smith.', []],
  ])('person %s: %s', (person, text, expected) => {
    expect(personFaults(person, text).map(({ start, end }) => text.slice(start, end))).toEqual(expected);
  });
});

const SHOP: Brief = {
  audience: 'customers of a shop.',
  tasks: [
    { id: 'orders', description: 'Answers questions about orders', share: 0.5, keywords: ['order', 'parcel'] },
    { id: 'returns', description: 'Explains returns.', share: 0.25, keywords: ['send back', 'return'] },
  ],
  tone: { register: 'neutral', person: 'we', maxWords: 60, mustNotPhrases: ['guarantee'] },
  unacceptable: [{ id: 'price', description: 'Promises a price', reply: 'Prices are on our site.' }],
};

describe('the task of a row', () => {
  test.each([
    [{ instruction: 'Where?', output: 'x', task: 'returns' }, 2],
    [{ instruction: 'My order', output: 'x', task: 'Orders' }, UNKNOWN_TASK],
    [{ instruction: 'My order, please: may I return the parcel of this order?', output: 'x' }, 1],
    [{ instruction: 'May I send  back', input: 'and return it', output: 'my order' }, 2],
    [{ instruction: 'Hello', output: 'about your order' }, NO_TASK],
  ])('%j', (fields, expected) => {
    expect(compileBrief(SHOP).taskOf('alpaca', fields, undefined)).toBe(expected);
  });
});

describe('coverage', () => {
  const column = (tasks: readonly number[]): Parameters<typeof taskCoverage>[1] => ({
    length: tasks.length,
    hasFields: () => true,
    task: (index) => tasks[index]!,
  });

  test('counts rows by task, and says how many are wanted', () => {
    const { tasks, ...rest } = taskCoverage(SHOP, column([1, 1, 1, 2, 0, 0, 0, 0, 0, UNKNOWN_TASK, UNREAD_TASK]), 12);
    expect(rest).toEqual({ nRows: 10, nNone: 5, nUnknown: 1, nUnread: 2 });
    expect(tasks.map(({ nRows, share, nWanted }) => [nRows, share, nWanted])).toEqual([
      [3, 0.3, 4],
      [1, 0.1, 2],
    ]);
  });

  test('so many more rows reach the share, and one fewer does not', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), fc.double({ min: 0, max: 0.99, noNaN: true }), (n, others, share) => {
        const brief: Brief = { tasks: [{ id: 'a', description: 'A.', share }] };
        const rows = [...new Array<number>(n).fill(1), ...new Array<number>(others).fill(0)];
        const { nWanted } = taskCoverage(brief, column(rows), rows.length).tasks[0]!;
        const reached = (extra: number): number => (n + extra) / Math.max(1, n + others + extra);
        expect(reached(nWanted)).toBeGreaterThanOrEqual(others + n === 0 ? 0 : share - 1e-6);
        if (nWanted > 0) expect(reached(nWanted - 1)).toBeLessThan(share + 1e-6);
      }),
    );
  });
});

describe('the system prompt', () => {
  test('says what the brief says', () => {
    expect(systemPromptOf(SHOP)).toBe(
      [
        'You are an assistant for customers of a shop.',
        'What you do:\n- Answers questions about orders.\n- Explains returns.',
        'How you answer:\n- Write plainly: no slang, no emoji.\n- Speak of yourself as "we".\n- Use at most 60 words.\n- Never say: "guarantee".',
        'What you never do:\n- Promises a price. If you are asked for it, reply: "Prices are on our site."',
      ].join('\n\n'),
    );
  });

  test("is the brief's own where it has one", () => {
    expect(systemPromptOf({ ...SHOP, systemPrompt: 'Be short.' })).toBe('Be short.');
    expect(systemPromptOf({})).toBe('You are a helpful assistant.');
  });
});
