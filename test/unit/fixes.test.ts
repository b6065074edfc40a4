/** Quick fixes: text in with the problem marked, fixed text out; and what holds for every fix of every rule. */
import { describe, expect, test } from 'vitest';
import { seededRandom, type Random } from '../../src/common/random.ts';
import { bytesOfFileText, fileTextOf } from '../../src/dataset/fileText.ts';
import type { Problem, ProblemFix } from '../../src/dataset/problem.ts';
import { applyFixes } from '../../src/rules/applyFixes.ts';
import { RULES } from '../../src/rules/rules.ts';
import { checkFix, fixed, problemsOf, safelyFixed } from '../support/fixes.ts';

const GOOD = '{"instruction": "a", "output": "b"}\n';
/** A row of its own that another fix removes. */
const REMOVED = GOOD;
const chat = (...messages: string[]): string =>
  `{"messages": [{"role": "user", "content": "q"}, ${messages.join(', ')}]}\n`;

describe('json-syntax', () => {
  const row = (text: string): string => `${GOOD}${text}\n`;
  test.each([
    ['trailing comma', '{"instruction": "x", "output": "y"«,»}', '{"instruction": "x", "output": "y"}'],
    ['comma after the row', '{"instruction": "x", "output": "y"}«,»', '{"instruction": "x", "output": "y"}'],
    [
      'single quotes',
      "{«'instruction'»: 'say \"x\"', 'output': \"it's\"}",
      '{"instruction": "say \\"x\\"", "output": "it\'s"}',
    ],
    [
      'Python literals',
      '{"instruction": «None», "output": "y", "history": None}',
      '{"instruction": null, "output": "y", "history": null}',
    ],
    ['curly quotes', '{"instruction": «“x”», "output": "y"}', '{"instruction": "x", "output": "y"}'],
    ['missing comma', '{"instruction": "x" «"output"»: "y"}', '{"instruction": "x", "output": "y"}'],
    ['missing colon', '{"instruction" «"x"», "output": "y"}', '{"instruction": "x", "output": "y"}'],
    ['control character', '{"instruction": «"x\ty"», "output": "y"}', '{"instruction": "x\\ty", "output": "y"}'],
    [
      'two values on a line',
      '{"instruction": "x", "output": "y"} «{»"instruction": "z", "output": "y"}',
      '{"instruction": "x", "output": "y"}\n{"instruction": "z", "output": "y"}',
    ],
    ['key without quotes', '{«instruction»: "x", "output": "y"}', '{"instruction": "x", "output": "y"}'],
  ])('%s', (_, bad, good) => {
    checkFix('json-syntax', row(bad), [{ safe: row(good) }, REMOVED]);
  });

  test.each([
    ['comment', '{"instruction": "x", "output": "y"} «// why»', '{"instruction": "x", "output": "y"}'],
    ['backslash', '{"instruction": «"a\\d"», "output": "y"}', '{"instruction": "a\\\\d", "output": "y"}'],
    [
      'quotes inside',
      '{"instruction": "say "«hi»" now", "output": "y"}',
      '{"instruction": "say \\"hi\\" now", "output": "y"}',
    ],
    ['no number', '{"instruction": "x", "output": «NaN»}', '{"instruction": "x", "output": null}'],
    ['bare word', '{"instruction": «x», "output": "y"}', '{"instruction": "x", "output": "y"}'],
    ['end too early', '{"instruction": "x", "output": "y«"»', '{"instruction": "x", "output": "y"}'],
  ])('%s: not unasked', (_, bad, good) => checkFix('json-syntax', row(bad), [row(good), REMOVED]));

  test.each([
    ['a lost closing quote', '{"instruction": "x, "«output»": "y"}'],
    ['a word after the row', '{"instruction": "x", "output": "y"} «b»'],
    ['a comment alone', '«// none»'],
  ])('%s: only the row can go', (_, bad) => checkFix('json-syntax', row(bad), [REMOVED]));

  test('an object over several lines, a line break in a string', () => {
    checkFix('json-syntax', `${GOOD}«{\n  "instruction": "x",\n  "output": 1.50\n},»\n${GOOD}`, [
      { safe: `${GOOD}{"instruction": "x", "output": 1.50}\n${GOOD}` },
    ]);
    checkFix('json-syntax', `${GOOD}{"instruction": "x«\n»y", "output": "z"}\n`, [
      { safe: `${GOOD}{"instruction": "x\\ny", "output": "z"}\n` },
    ]);
  });

  test('the lines of a file with CRLF are joined and divided with CRLF', () => {
    const text = `{"text": "a"}\r\n{\r\n"text": "b"\r\n}\r\n{"text": "c"} {"text": "d"}\r\n`;
    expect(safelyFixed(text)).toBe('{"text": "a"}\r\n{"text": "b"}\r\n{"text": "c"}\r\n{"text": "d"}\r\n');
  });

  test('faults of a list', () => {
    const check = (marked: string, outcome: string | { safe: string }): void =>
      checkFix('json-syntax', marked, [outcome], {}, 'data.json');
    check('[\n{"text": "a"},\n{"text": "b"}«,»\n]\n', { safe: '[\n{"text": "a"},\n{"text": "b"}\n]\n' });
    check('[\n{"text": "a"}«,»,\n{"text": "b"}\n]\n', '[\n{"text": "a"},\n{"text": "b"}\n]\n');
    check('«[»\n{"text": "a"},\n{"text": "b"}\n', '[\n{"text": "a"},\n{"text": "b"}\n]\n');
    checkFix(
      'json-syntax',
      '[\n{"text": "a"} «{»"text": "b"}\n]\n',
      [{ safe: '[\n{"text": "a"},\n{"text": "b"}\n]\n' }, '[\n\n]\n'],
      {},
      'data.json',
    );
  });
});

describe('the file', () => {
  test('byte order mark, empty lines', () => {
    checkFix('file-bom', '\uFEFF«»{"text": "a"}\r\n', [{ safe: '{"text": "a"}\r\n' }]);
    checkFix('json-blank-line', '{"text": "a"}\n«»\n{"text": "b"}\n', [{ safe: '{"text": "a"}\n{"text": "b"}\n' }]);
    expect(safelyFixed('{"text": "a"}\n\n \n\n{"text": "b"}\n  ')).toBe('{"text": "a"}\n{"text": "b"}\n');
  });

  test('a key twice', () => {
    checkFix('json-duplicate-key', '{"text": "a", «"text"»: "b"}\n', ['{"text": "b"}\n', '{"text": "a"}\n']);
    checkFix('json-duplicate-key', '{"text": "a" , «"text"»: "a"}\n', [{ safe: '{"text": "a"}\n' }]);
  });

  test('rows that are no objects, or of another format', () => {
    checkFix('json-not-object', '{"text": "a"}\n «"b"» \n', ['{"text": "a"}\n {"text": "b"} \n', '{"text": "a"}\n']);
    checkFix('json-not-object', `${GOOD}«[ {"instruction": "x", "output": "y"} ]»\n`, [
      `${GOOD}{"instruction": "x", "output": "y"}\n`,
      GOOD,
    ]);
    checkFix('format-mixed', `${GOOD}${GOOD.replace('a', 'c')}«{"text": "a"}»\n`, [GOOD + GOOD.replace('a', 'c')]);
  });

  test('the same row, the same prompt', () => {
    checkFix('duplicate-row', `${GOOD}«${GOOD.trim()}»\n`, [{ safe: GOOD }]);
    checkFix('duplicate-row', `${GOOD}«${GOOD.trim()}»`, [{ safe: GOOD.trim() }]);
    checkFix(
      'conflicting-output',
      `${GOOD}«{"instruction": "a", "output": "c"}»\n{"instruction": "A", "output": "d"}`,
      [GOOD.trim()],
    );
    checkFix('duplicate-row', '[{"text": "a"}, «{"text": "a"}»]', [{ safe: '[{"text": "a"}]' }], {}, 'data.json');
  });
});

describe('fields', () => {
  test('missing: at its place, empty', () => {
    checkFix('missing-field', `${GOOD}«{»"output": "b"}\n`, [`${GOOD}{"instruction": "", "output": "b"}\n`]);
    checkFix('missing-field', `${GOOD}«{» "instruction": "b", "input": "c" }\n`, [
      `${GOOD}{ "instruction": "b", "input": "c", "output": "" }\n`,
    ]);
    checkFix('missing-field', chat('«{»"role": "assistant"}'), [chat('{"role": "assistant", "content": ""}')]);
    checkFix('missing-field', '«{»"q": "x"}\n{"q": "y", "a": "z"}\n', ['{"q": "x", "a": ""}\n{"q": "y", "a": "z"}\n'], {
      columns: { q: 'instruction', a: 'output' },
    });
  });

  test('of another type', () => {
    checkFix('wrong-type', `${GOOD}{"instruction": "x", "output": «4.50»}\n`, [
      { safe: `${GOOD}{"instruction": "x", "output": "4.50"}\n` },
    ]);
    checkFix('wrong-type', `${GOOD}{"instruction": "x", "output": «null»}\n`, [
      `${GOOD}{"instruction": "x", "output": ""}\n`,
    ]);
    checkFix('wrong-type', `${GOOD}{"instruction": "x", "output": «{"a":  1}»}\n`, [
      `${GOOD}{"instruction": "x", "output": "{\\"a\\": 1}"}\n`,
    ]);
    checkFix('wrong-type', chat('{"role": "assistant", "content": "r", "weight": «"1"»}'), [
      { safe: chat('{"role": "assistant", "content": "r", "weight": 1}') },
    ]);
    checkFix(
      'wrong-type',
      '{"prompt": "p", "completion": "c", "label": «"True"»}\n{"prompt": "q", "completion": "d", "label": false}\n',
      [
        {
          safe: '{"prompt": "p", "completion": "c", "label": true}\n{"prompt": "q", "completion": "d", "label": false}\n',
        },
      ],
      { format: 'kto' },
    );
    checkFix(
      'wrong-type',
      '{"messages": «{"role": "user", "content": "q"}»}\n',
      ['{"messages": [{"role": "user", "content": "q"}]}\n'],
      { format: 'chat' },
    );
  });

  test('misspelt', () => {
    checkFix('unknown-field', `${GOOD}{"instruction": "x", «"outptu"»: "y"}\n`, [
      { safe: `${GOOD}{"instruction": "x", "output": "y"}\n` },
    ]);
    checkFix('unknown-field', `${GOOD}{"instruction": "x", «"imput"»: "i", "output": "y"}\n`, [
      `${GOOD}{"instruction": "x", "input": "i", "output": "y"}\n`,
    ]);
  });

  test('two fields that may be the one that is missing: none is renamed unasked, and never both', () => {
    const text = `${GOOD}{"instruction": "a", "ouput": "x", "outptu": "y"}\n`;
    const [first, second] = [text.replace('ouput', 'output'), text.replace('outptu', 'output')];
    const found = problemsOf(text).filter(({ code }) => code === 'unknown-field');
    expect(found.map(({ fixes }) => fixes?.map((fix) => fixed(text, fix)))).toEqual([[first], [second]]);
    expect(safelyFixed(text)).toBe(text);
    const { file } = applyFixes(fileTextOf(Buffer.from(text)), 'data.jsonl', {}, ({ code, fixes }) =>
      code === 'unknown-field' ? fixes?.[0] : undefined,
    );
    expect(Buffer.concat([...bytesOfFileText(file)]).toString()).toBe(first);
  });
});

describe('answers and roles', () => {
  test('empty', () => checkFix('empty-output', `${GOOD}{"instruction": "x", "output": «""»}\n`, [REMOVED]));

  test('roles', () => {
    checkFix('role-unknown', chat('{"role": «"asistant"», "content": "r"}'), [
      { safe: chat('{"role": "assistant", "content": "r"}') },
    ]);
    checkFix('role-unknown', chat('{"role": «"gpt"», "content": "r"}'), [
      { safe: chat('{"role": "assistant", "content": "r"}') },
    ]);
    checkFix('role-unknown', chat('{"role": «"xyzzy"», "content": "r"}'), []);
  });

  test('nobody answers, nothing is trained', () => {
    checkFix('no-assistant', '{«"messages"»: [{"role": "user", "content": "q"}]}\n', ['']);
    checkFix('zero-signal', '{«"messages"»: [{"role": "assistant", "content": "r", "weight": 0}]}\n', [
      '{"messages": [{"role": "assistant", "content": "r", "weight": 1}]}\n',
      '',
    ]);
  });
});

describe('every fix of every rule', () => {
  const withFixes = RULES.filter(
    ({ bad, encoding }) => encoding === undefined && problemsOf(bad).some(({ fixes }) => fixes !== undefined),
  );
  const seed = Number(process.env['TUNEWRIGHT_SEED'] ?? 1);

  test.each(withFixes.map((rule) => [rule.code, rule.bad] as const))(
    '%s: the problem is gone, and no other row is changed',
    (code, bad) => {
      console.log(`Replay with TUNEWRIGHT_SEED=${seed}`);
      const random = seededRandom(seed, code);
      for (let i = 0; i < 30; i++) {
        const text = i === 0 ? bad : surrounded(bad, random);
        const before = problemsOf(text);
        for (const problem of before) {
          if (problem.code !== code) continue;
          for (const fix of problem.fixes ?? []) checkOne(text, before, problem, fix);
        }
      }
    },
  );
});

/** The file among good rows of its format, with other line ends, a byte order mark, or no last line end. */
function surrounded(bad: string, random: Random): string {
  const [first] = bad.replace('\uFEFF', '').split('\n');
  const isChat = first!.includes('"messages"');
  const isText = first!.includes('"text"');
  const isPair = first!.includes('"prompt"');
  const good = (): string => {
    const name = `${random.integer(1e9)} ${random.integer(1e9)}`;
    if (isChat)
      return `{"messages":[{"role":"user","content":"${name}?"}, {"role":"assistant","content":"${name}"}]}\n`;
    if (isText) return `{ "text": "${name} \\u00e9" }\n`;
    return isPair
      ? `{"prompt":"${name}?","completion":"${name}"}\n`
      : `{"instruction":"${name}?","output":"${name}."}\n`;
  };
  const some = (): string => Array.from({ length: random.integer(4) }, good).join('');
  let text = `${some()}${bad.replace('\uFEFF', '')}${some()}`;
  if (random.next() < 0.3) text = text.replace(/\n$/, '');
  if (random.next() < 0.3) text = text.replaceAll('\n', '\r\n');
  return `${bad.startsWith('\uFEFF') || random.next() < 0.2 ? '\uFEFF' : ''}${text}`;
}

function checkOne(text: string, before: Problem[], problem: Problem, fix: ProblemFix): void {
  const result = fixed(text, fix);
  const nOf = (problems: readonly Problem[]): number => problems.filter(({ code }) => code === problem.code).length;
  const say = `${JSON.stringify(text)} -> ${JSON.stringify(result)}`;
  expect(nOf(problemsOf(result)), say).toBeLessThan(nOf(before));
  const lines = (whole: string): string[] => whole.replace('\uFEFF', '').split(/(?<=\r\n|\n)/);
  const touched = new Set(
    [problem, ...(problem.related ?? [])].flatMap(({ range }) =>
      Array.from({ length: range.endLine - range.startLine + 1 }, (_, i) => range.startLine + i),
    ),
  );
  // A row that was the last has lost the line end before it.
  const others = lines(text)
    .filter((_, i) => !touched.has(i))
    .map((line) => line.trimEnd());
  const left = lines(result).map((line) => line.trimEnd());
  let at = 0;
  for (const line of others) {
    const found = left.indexOf(line, at);
    expect(found, `${line} in ${say}`).toBeGreaterThanOrEqual(at);
    at = found + 1;
  }
}

test('bytes that no edit touches come back as they are', () => {
  const seed = Number(process.env['TUNEWRIGHT_SEED'] ?? 1);
  console.log(`Replay with TUNEWRIGHT_SEED=${seed}`);
  const random = seededRandom(seed, 'bytes');
  const pieces = ['\n', '\r\n', '\r', 'a', 'é', '😀', '\uFEFF', '\uFFFD'].map((piece) => Buffer.from(piece));
  for (let i = 0; i < 300; i++) {
    const bytes = Buffer.concat(
      Array.from({ length: random.integer(20) }, () =>
        random.next() < 0.2 ? Buffer.from([random.integer(256)]) : pieces[random.integer(pieces.length)]!,
      ),
    );
    expect(Buffer.concat([...bytesOfFileText(fileTextOf(bytes))]).toString('hex')).toBe(bytes.toString('hex'));
  }
});
