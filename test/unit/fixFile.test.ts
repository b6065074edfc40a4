/** Fixes of files that are too large to be held as a whole. */
import { expect, test } from 'vitest';
import { createPause } from '../../src/common/pause.ts';
import { seededRandom } from '../../src/common/random.ts';
import { bytesOf } from '../../src/dataset/byteSource.ts';
import { chooseSafe } from '../../src/rules/applyFixes.ts';
import { planFixes, type FixSizes } from '../../src/rules/fixFile.ts';

async function fixed(text: string, sizes: FixSizes): Promise<{ text: string; byCode: object }> {
  const source = bytesOf(Buffer.from(text), 'data.jsonl');
  const { content, byCode } = await planFixes(source, { format: 'text' }, chooseSafe, createPause(undefined), sizes);
  const chunks: Uint8Array[] = [];
  for await (const chunk of content()) chunks.push(chunk);
  return { text: Buffer.concat(chunks).toString(), byCode: Object.fromEntries(byCode) };
}

test('in stretches of any size the result is that of the whole file', async () => {
  const seed = Number(process.env['TUNEWRIGHT_SEED'] ?? 1);
  console.log(`Replay with TUNEWRIGHT_SEED=${seed}`);
  const random = seededRandom(seed, 'stretches');
  const pieces = [
    (n: number) => `{"text": "${n}"}`,
    (n: number) => `{"text": "${n}",}`,
    (n: number) => `{"text": ${n}}`,
    (n: number) => `{\n "text":\n\n "${n}"\n}`,
    (n: number) => `{"text": "${n}\n${n}"}`,
    (n: number) => `{'text': '${n}'} {"text": "b${n}"}`,
    () => '',
    () => '{"text": ',
  ];
  for (let round = 0; round < 60; round++) {
    const lines = Array.from({ length: 1 + random.integer(20) }, (_, n) =>
      pieces[random.integer(pieces.length)]!(round * 100 + n),
    );
    const lineEnd = random.next() < 0.3 ? '\r\n' : '\n';
    const text = ['{"text": "first"}', ...lines].join('\n').replaceAll('\n', lineEnd);
    const whole = await fixed(text, { wholeBytes: 1e6, stretchBytes: 1e6 });
    const stretched = await fixed(text, { wholeBytes: 0, stretchBytes: 1 + random.integer(120) });
    expect(stretched, JSON.stringify(text)).toEqual(whole);
  }
});

test('what needs the whole file is left alone', async () => {
  const text = '{"text": "a"}\n{"text": "a"}\n{"text": 4}\n';
  expect((await fixed(text, { wholeBytes: 0, stretchBytes: 10 })).text).toBe(text.replace('4', '"4"'));
});
