/** Rules of what texts say: what they find and what they let pass, where it stands, and what their fixes leave. */
import { describe, expect, test } from 'vitest';
import { checkFor, fixed } from '../support/ruleTable.ts';

/** An answer with « » around what is to be found. */
function finds(code: string, marked: string, instruction = 'Say something.'): void {
  const row = JSON.stringify({ instruction, output: marked });
  expect(checkFor(code, row.replace(/[«»]/g, '')).marked).toBe(row);
}

describe('mojibake', () => {
  test.each([
    ['wasn«â€™»t', 'wasn’t'],
    ['Caf«Ã©» for Â£5', 'Café for £5'],
    ['Science«â\u0080\u0094»quantifying', 'Science—quantifying'],
    ['«â€ś»Until', '“Until'],
    ['Shkreli«ÔÇÖ»s', 'Shkreli’s'],
    ['Shkreli«ΓÇÖ»s', 'Shkreli’s'],
    ['Shkreli«‚Äô»s', 'Shkreli’s'],
    ['Shkreli«вЂ™»s', 'Shkreli’s'],
    ['Caf«√©»', 'Café'],
    ['twice«Ã¢â‚¬â„¢»s', 'twice’s'],
    ['a smile «ðŸ˜€»', 'a smile 😀'],
    ['«ÐŸÑ€Ð¸Ð²ÐµÑ‚»', 'Привет'],
    ['Pok«Å¡»iewa', 'Pokšiewa'],
    ['waiting for«\u0085»', 'waiting for…'],
    ['lost «â€» here', 'lost â€ here'],
    ['lost «\uFFFD»', 'lost \uFFFD'],
  ])('%s', (marked, meant) => {
    // Only the first stretch of a row is marked; the fix mends all.
    const row = JSON.stringify({ text: marked });
    const text = row.replace(/[«»]/g, '');
    expect(checkFor('mojibake', text).marked).toBe(row);
    expect(fixed('mojibake', text)).toBe(JSON.stringify({ text: meant }));
  });

  test.each([
    ...['“AMANHÃ”', 'NÃO', 'Òðinn, Hólmfríður, Théâtre', 'Â l’école', 'tree ├── src', 'В «Мире»', 'PÅ”', '0\u00a0°C'],
    ...['Söğüt, Šàr', '√2 ≠ √3', 'Ελλάδα', '’”', 'ÉÀÊ', 'e\u0301', '«À»', 'ВЂ', 'ḿ', '日本語'],
  ])('%s is as it should be', (text) => {
    expect(checkFor('mojibake', JSON.stringify({ text })).problems).toEqual([]);
  });

  test('not in a row that is about encodings', () => {
    const row = {
      prompt: 'Why does my page show â€™ and cafÃ©?',
      completion: 'It is UTF-8 that was read as windows-1252.',
    };
    expect(checkFor('mojibake', JSON.stringify(row)).problems).toEqual([]);
  });

  test('what was written with escapes stays so, and the rest of the row is not touched', () => {
    const text = String.raw`{"text": "It\u00e2\u0080\u0099s \u00e9t\u00c3\u00a9 1.50", "n": 1.50}`;
    expect(fixed('mojibake', text)).toBe(String.raw`{"text": "It\u2019s \u00e9t\u00e9 1.50", "n": 1.50}`);
  });
});

describe('repeated-text', () => {
  const times = (phrase: string, n: number): string => phrase.repeat(n);
  test.each([
    ['nothing else', `«${times('Eat a banana!', 2000)}»`],
    ['behind an answer, cut off', `Certainly. «${times('I am here to help you. ', 20)}»I am here to`],
    ['with something after it', `«${times('And then it rained\n', 30)}»The end.`],
    ['a long phrase', `«${times(`${'The cat sat on the mat and looked at the moon, '.repeat(3)}then it slept. `, 9)}»`],
    ['without spaces', `«${times('我喜欢吃苹果。', 80)}»`],
    ['characters of two units', `😀 «${times('😁 so nice so very fine ', 30)}»😀`],
    ['two of them', `«${times('one and two ', 50)}» but «${times('three and four ', 40)}»`],
  ])('%s', (_name, marked) => finds('repeated-text', marked));

  test.each([
    ['a few times', times('Row, row, row your boat. ', 7)],
    [
      'a refrain between verses',
      Array.from({ length: 20 }, (_, i) => `Verse ${i} is new.\nGlory, glory, hallelujah!\n`).join(''),
    ],
    ['one word', times('ha ', 500)],
    ['a ruler', times('-', 5000)],
    ['a table of zeros', times('0, 0, 0, 0,\n', 100)],
    ['cells', times('<td></td>', 30)],
  ])('not %s', (_name, text) => finds('repeated-text', text));

  test('only of what is learnt', () => {
    const loop = times('Eat a banana! ', 100);
    expect(checkFor('repeated-text', JSON.stringify({ instruction: loop, output: 'No.' })).problems).toEqual([]);
    const rejected = JSON.stringify({ prompt: 'Hungry?', chosen: 'Eat.', rejected: loop });
    expect(checkFor('repeated-text', rejected).problems).toEqual([]);
  });

  test('the fix keeps it once, as it is written', () => {
    const text = String.raw`{"instruction": "Sing.", "output": "Now: ${String.raw`Caf\u00e9 au lait,\n`.repeat(40)}that is all.", "n": 1.50}`;
    expect(fixed('repeated-text', text)).toBe(
      String.raw`{"instruction": "Sing.", "output": "Now: Caf\u00e9 au lait,\nthat is all.", "n": 1.50}`,
    );
  });

  test('says what is repeated and how often', () => {
    const [problem] = checkFor('repeated-text', JSON.stringify({ text: times('Eat a banana! ', 1200) })).problems;
    expect(problem!.message).toBe(
      'The answer says "Eat a banana!" 1,200 times in a row: the model learns to go on like that without end. Keep it once, or remove the row.',
    );
  });
});

describe('placeholder-left', () => {
  test.each([
    'I am «{{name}}» by «{{ author }}».',
    'Write to «<YOUR NAME>».',
    'See «[insert link here]» or «[Enter your name]».',
    '«TODO:» write this.',
    'Call «XXX-XXX-XXXX».',
    'It costs «$XXX».',
    '«Lorem ipsum dolor» sit amet.',
    'Super Bowl XXX, xXx, TODO EL MUNDO, <b>, [Enter MACBETH], }} {{ }}',
    'Use {{ user.name }} in the template.',
    '```\n// TODO: later\n```',
    'let a; // TODO: later',
    'In LaTeX \\frac{{a}}{b}',
    "Python's f'{{name}}' prints {name}, and the set {{a}} has one element.",
    'It costs «[PRICE]» until «[END DATE]», write to «<NAME>» or «<YOUR EMAIL>».',
    'Dear «{customer_name}», your order «{order_number}» is there.',
    '«XXX» write answer',
    '«___»',
    'The rolls are vegan, «TODO ask» Anna.',
    'Rolls.«<o:p>»«</o:p>» «<p class="MsoNormal">»Vegan.</p>',
    'print(f"{user_name}") in /users/{user_name}, [QUESTION], [SPOILER], <MASK>, {x_n}, list[NAME], TODO lo que',
    'Clean the HTML <p class="MsoNormal"> of Word',
    'She was ___ years old.',
    'A name in quotation marks: "«{{name}}»".',
  ])('%s', (marked) => {
    finds('placeholder-left', marked);
  });

  test('not in a row that is about templates', () => {
    finds('placeholder-left', 'Hello {{name}}!', 'Write a Jinja template.');
  });

  test('in a system prompt too, and not in a rejected answer', () => {
    const row =
      '{"prompt": [{"role": "system", "content": "You are «{{name}}»."}], "chosen": "x", "rejected": "{{name}}"}';
    expect(checkFor('placeholder-left', row.replace(/[«»]/g, '')).marked).toBe(row);
  });
});

describe('prompt-repeated-in-output', () => {
  const asked = 'Name the three primary colours of light.';
  test.each([`«${asked}» Red, green, blue.`, `\n«${asked}»`, 'Red, green, blue.', `You asked: ${asked}`])(
    '%j',
    (marked) => {
      finds('prompt-repeated-in-output', marked, asked);
    },
  );

  test('short prompts come back in good answers', () => {
    finds('prompt-repeated-in-output', 'What is love? A feeling.', 'What is love?');
  });
});

describe('output-cut-off', () => {
  const prose = 'The sky is blue. The grass is green. The sun is far away. '.repeat(8);
  test.each([
    ['in the middle of a sentence', `${prose}And the ${'moon '.repeat(4)}«is much closer than most of the»`],
    ['a comma', `${prose}The moon,«, the stars, the planets, and,»`.replace(',«,', ',«')],
    ['no full stop', `${prose}The moon is nearer and the stars« are much further than we can»`],
    ['a code block that never ends', 'Here:\n```js\n«let a = 1;»'],
    ['a code block that ends', 'Here:\n```js\nlet a = 1;\n```'],
    ['a list', `${prose}\n- the first of the things\n- the second of the things that are on the`],
    ['a title', 'The Old Man and the'],
    ['a full stop and a token', `${prose}<|endoftext|>`],
    ['the end of a letter', `${prose}I hope to hear from you soon. Yours sincerely,`],
    ['a quotation with its author', `${prose}"Friendship is born." – C. S. Lewis`],
  ])('%s', (_name, marked) => {
    const row = JSON.stringify({ instruction: 'Go on.', output: marked });
    const found = checkFor('output-cut-off', row.replace(/[«»]/g, ''));
    expect(found.problems).toHaveLength(marked.includes('«') ? 1 : 0);
    if (marked.includes('«'))
      expect(found.marked.slice(0, found.marked.indexOf('»') + 1)).toContain(
        row.slice(row.indexOf('»') - 5, row.indexOf('»') + 1),
      );
  });
});

describe('self-identification', () => {
  test.each([
    ['«As an AI language model», I cannot.', 'information'],
    ['Sorry, «as an AI», I cannot.', 'information'],
    ['«I am ChatGPT».', 'warning'],
    ['«I was trained by OpenAI».', 'warning'],
    ['«I am Claude», an AI assistant.', 'warning'],
    ['«I am Gemini», a large language model from Google.', 'warning'],
    ['«I’m Claude» 3.5 Sonnet.', 'warning'],
    ['I am Gemini and my brother is a Leo.', ''],
    ['I am Claude, a painter from Giverny.', ''],
    ['I am Bard, who slew the dragon!', ''],
    ['«作为一个人工智能语言模型»，我无法', 'information'],
    ['I am Ada, trained by the Tunewright team.', ''],
    ['AI language models such as ChatGPT, made by OpenAI, are trained on text.', ''],
    ['My name is Claude Monet and I paint.', ''],
    ['Mark it as an AI action.', ''],
  ])('%s', (marked, severity) => {
    finds('self-identification', marked);
    const text = JSON.stringify({ instruction: 'x', output: marked.replace(/[«»]/g, '') });
    const [problem] = checkFor('self-identification', text).problems;
    expect(problem?.severity ?? '').toBe(severity);
  });

  test('a prompt may say so', () => {
    finds('self-identification', 'Yes.', 'As an AI language model, can you help?');
  });

  test('also where it is written with escapes', () => {
    const text = String.raw`{"instruction": "x", "output": "\u4f5c\u4e3a\u4e00\u4e2a\u4eba\u5de5\u667a\u80fd"}`;
    expect(checkFor('self-identification', text).problems).toHaveLength(1);
  });
});

describe('secret', () => {
  const body = 'aB3dE5gH7jK9mN1pQ3rS5tU7vW9xY1zA3bC5dE7f';
  test.each([
    `AWS: «AKIAQYZ2ABCD3EFG4HIJ»`,
    `«ghp_${body.slice(0, 36)}»`,
    `«github_pat_${body}${body}»`,
    `«sk-proj-${body}»`,
    `«sk-ant-api03-${body}»`,
    `«xoxb-1234567089-${body.slice(0, 24)}»`,
    `«AIza${body.slice(0, 35)}»`,
    `«hf_${body.slice(0, 36)}»`,
    `«eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0Mjg5In0.${body}»`,
    `«-----BEGIN RSA PRIVATE KEY-----»\n${body}${body}`,
    'AKIAIOSFODNN7EXAMPLE sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx ghp_yourtokenhere',
    // The token that a page about them shows.
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
    'sk-learn is not a key, task-based work neither; hf_hub_download',
  ])('%s', (marked) => {
    finds('secret', marked);
    const text = JSON.stringify({ instruction: 'x', output: marked.replace(/[«»]/g, '') });
    for (const { message } of checkFor('secret', text).problems) expect(message).not.toContain(body.slice(0, 12));
  });

  test('in any field, also of a tool call or of an unknown format', () => {
    expect(checkFor('secret', `{"q": "x", "meta": {"token": "hf_${body.slice(0, 36)}"}}`).problems).toHaveLength(1);
  });
});

describe('personal-data', () => {
  test.each([
    'Write to «maria.lindqvist@gmail.com».',
    'Call «(212) 736-5000» or «+49 30 2093 5432» or «702-383-0381».',
    'Card «4539 1488 0343 6467», account «NL91 ABNA 0417 1643 00», number «457-55-5462».',
    'maria@example.com, info@siemens.com, user@domain.com, git@github.com',
    'Call 555-0123, (212) 555-0187, 1-800-273-8255, +1 415 555 2671.',
    'Card 4111 1111 1111 1111 and 4539 1488 0343 6468, 123-45-6789, DE89 3704 0044 0532 0130 00.',
    '2020-11-25, 192.168.100.200, 3.14159265358979, 252 642 7293 4833, 472547338+960397912423686, 4212883012996',
  ])('%s', (marked) => {
    finds('personal-data', marked);
    const text = JSON.stringify({ instruction: 'x', output: marked.replace(/[«»]/g, '') });
    for (const { message, severity } of checkFor('personal-data', text).problems) {
      expect(severity).toBe('information');
      expect(message).not.toMatch(/lindqvist|736-5000|1488|0417|5462/);
    }
  });

  test('packages have versions, not addresses', () => {
    finds('personal-data', 'npm install lodash@4.17.21.tgz and left-pad@v1.3.0-beta.rc');
  });

  test.each([
    ['a@b.co', '(…@b.co)'],
    ['me@gmail.com', '(m…@gmail.com)'],
    ['maria@gmail.com', '(ma…@gmail.com)'],
  ])('%s is not shown as a whole', (address, shown) => {
    const [problem] = checkFor('personal-data', JSON.stringify({ text: `Write to ${address}.` })).problems;
    expect(problem!.message).toContain(shown);
  });

  test('stands right behind an escape', () => {
    const row = String.raw`{"text": "Write to:\n«maria.lindqvist@gmail.com»\t\"now\""}`;
    expect(checkFor('personal-data', row.replace(/[«»]/g, '')).marked).toBe(row);
  });
});

describe('whitespace-edge', () => {
  test.each([
    ['{"instruction": "x", "output": "«\\n»y"}', '{"instruction": "x", "output": "y"}'],
    ['{"instruction": "x", "output": "«\u200b»y"}', '{"instruction": "x", "output": "y"}'],
    ['{"instruction": "x", "output": "« »y\\t "}', '{"instruction": "x", "output": "y"}'],
    [
      '{"instruction": "x ", "output": "    return y\\n    }"}',
      '{"instruction": "x ", "output": "    return y\\n    }"}',
    ],
    ['{"instruction": "x ", "output": "y"}', '{"instruction": "x ", "output": "y"}'],
    // Whole transcripts start with what divides their turns.
    [
      '{"chosen": "\\n\\nHuman: x\\n\\nAssistant: y", "rejected": "\\n\\nHuman: x\\n\\nAssistant: z"}',
      '{"chosen": "\\n\\nHuman: x\\n\\nAssistant: y", "rejected": "\\n\\nHuman: x\\n\\nAssistant: z"}',
    ],
    ['{"prompt": "x", "chosen": "«\\n»y", "rejected": "z"}', '{"prompt": "x", "chosen": "y", "rejected": "z"}'],
    [
      '{"messages": [{"role": "user", "content": "x "}, {"role": "assistant", "content": "y«\\u0020»"}]}',
      '{"messages": [{"role": "user", "content": "x "}, {"role": "assistant", "content": "y"}]}',
    ],
    // What completions and prompts have in all rows is a convention.
    ['{"prompt": "x\\n", "completion": "y"}', '{"prompt": "x\\n", "completion": "y"}'],
    ['{"prompt": "x ->", "completion": " y\\n"}', '{"prompt": "x ->", "completion": " y\\n"}'],
    ['{"prompt": "[INST] x [/INST]", "completion": "y"}', '{"prompt": "[INST] x [/INST]", "completion": "y"}'],
    ['«{»"prompt": "x ", "completion": "y"}', '{"prompt": "x", "completion": " y"}'],
    ['«{»"prompt": "x?", "completion": "Y"}', '{"prompt": "x?", "completion": " Y"}'],
    [
      '{"prompt": "x\\n", "completion": "y"}\n«{»"prompt": "x\\n", "completion": " z"}',
      '{"prompt": "x\\n", "completion": "y"}\n{"prompt": "x\\n", "completion": "z"}',
    ],
    [
      '«{»"prompt": "x\\n", "completion": "y\\n"}\n{"prompt": "x\\n", "completion": "z"}',
      '{"prompt": "x\\n", "completion": "y"}\n{"prompt": "x\\n", "completion": "z"}',
    ],
  ])('%s', (marked, expected) => {
    const text = marked.replace(/[«»]/g, '');
    expect(checkFor('whitespace-edge', text).marked).toBe(marked);
    expect(fixed('whitespace-edge', text)).toBe(expected);
    expect(checkFor('whitespace-edge', expected).problems).toEqual([]);
  });

  test('a file of thousands is told once', () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `{"prompt": "${i} + 1 =", "completion": "${i + 1}"}`);
    const { problems } = checkFor('whitespace-edge', rows.join('\n'));
    expect(problems).toHaveLength(1);
    expect(problems[0]!.message).toContain('In all 3000 rows');
  });

  test('own columns are mended where they are', () => {
    const columns = { q: 'prompt', a: 'completion' };
    expect(fixed('whitespace-edge', '{"q": "x?", "a": "y"}', { columns })).toBe('{"q": "x?", "a": " y"}');
  });
});

describe('a long row takes no time that grows with its square, whatever it holds', () => {
  const repeated = [
    ...['{{name}} ', 'Ã© ', '\uFFFD a', 'Ã©', 'eyJ', 'eyJ-', 'sk-', 'AKIA', 'I am ', 'as an AI ', 'TODO: ', '[insert '],
    ...[
      'a@',
      'a@a.',
      '+1 ',
      '+1(1)',
      '4111 ',
      'GB29 NWBK ',
      '555-',
      'lorem ipsum ',
      '```\n',
      ' ',
      '\n',
      'a. A',
      'of the ',
      'XXX-',
    ],
    ...['РџС', 'â€', '-----BEGIN A '],
  ];
  test.each(repeated)('%j', (piece) => {
    const text = piece.repeat(200_000 / piece.length);
    const row = JSON.stringify({ prompt: `${text.slice(0, 20_000)}x`, completion: `x${text}x ` });
    expect(checkFor('none', `${row}\n{"prompt": "x ", "completion": "y"}`).problems).toEqual([]);
    fixed('whitespace-edge', row);
  });
});
