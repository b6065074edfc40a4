/** Safetensors files are hostile input: each lie in a header is refused with its own words. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeBF16, decodeF16, encodeF16 } from './halfFloats.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-weights-'));
});
afterAll(() => rm(folder, { recursive: true }));

function file(header: unknown, dataBytes: number): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([head, json, Buffer.alloc(dataBytes)]);
}

async function read(bytes: Uint8Array) {
  const path = join(folder, 'a.safetensors');
  await writeFile(path, bytes);
  return readSafetensors(path);
}

const F32 = (shape: number[], start: number, end: number) => ({ dtype: 'F32', shape, data_offsets: [start, end] });

test('what is written is read, bit for bit', async () => {
  const tensors = new Map([
    ['b', { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, -0, 1e-40, 3e38) }],
    ['a', { shape: [1], data: Float32Array.of(7) }],
    ['none', { shape: [0], data: new Float32Array() }],
  ]);
  const path = join(folder, 'round.safetensors');
  await writeSafetensors(path, tensors, 'F32');
  expect(await readSafetensors(path)).toEqual(new Map([...tensors].sort()));
  expect((await readFile(path)).readBigUInt64LE() % 8n).toBe(0n);
});

describe('refused', () => {
  test.each([
    ['a file of four bytes', Buffer.alloc(4), 'it has 4 bytes'],
    ['a header beyond the file', file({ a: F32([1], 0, 4) }, 4).subarray(0, 20), 'ends within its header'],
    ['a header of 2⁶⁴ − 1 bytes', Buffer.alloc(16, 255), 'longer than the format allows'],
    ['a header that is not JSON', file('{"a":', 0), 'not JSON'],
    ['a header that is a list', file('[]', 0), 'not a JSON object'],
    ['truncated data', file({ a: F32([4], 0, 16) }, 12), 'truncated'],
    ['data that belongs to nothing', file({ a: F32([1], 0, 4) }, 8), 'belong to no tensor'],
    ['a hole', file({ a: F32([1], 0, 4), b: F32([1], 8, 12) }, 12), 'belong to no tensor'],
    ['an overlap', file({ a: F32([2], 0, 8), b: F32([2], 4, 12) }, 12), 'overlaps'],
    ['an end before the start', file({ a: F32([1], 8, 4) }, 8), 'ends before it starts'],
    ['a size that is not its shape', file({ a: F32([3], 0, 8) }, 8), 'its shape [3] needs 12'],
    ['a negative size', file({ a: F32([-1], 0, 4) }, 4), 'no valid shape'],
    [
      'offsets that are no numbers',
      file({ a: { dtype: 'F32', shape: [1], data_offsets: ['0', 4] } }, 4),
      'data_offsets',
    ],
    ['an unknown type', file({ a: { dtype: 'F31', shape: [1], data_offsets: [0, 4] } }, 4), 'unknown type "F31"'],
    ['integers', file({ a: { dtype: 'I32', shape: [1], data_offsets: [0, 4] } }, 4), 'F32, F16 and BF16 can be read'],
  ])('%s', async (_name, bytes, message) => {
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'safetensors-invalid',
      message: expect.stringContaining(message) as unknown,
    });
  });

  test('a file that is not there', async () => {
    await expect(readSafetensors(join(folder, 'no.safetensors'))).rejects.toMatchObject({ code: 'file-not-found' });
  });
});

describe('sixteen-bit floats', () => {
  test('every F16 survives decoding and encoding', () => {
    const all = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i);
    const again = encodeF16(decodeF16(all));
    const isNaN = (bits: number) => (bits & 0x7c00) === 0x7c00 && (bits & 0x3ff) !== 0;
    expect(all.filter((bits) => !isNaN(bits) && again[bits] !== bits)).toHaveLength(0);
  });

  test('rounding is to nearest, ties to even, and too large is infinity', () => {
    const halfway = 1 + 2 ** -11;
    const floats = Float32Array.of(
      halfway,
      1 + 3 * 2 ** -11,
      halfway * 1.00001,
      65519,
      65520,
      -1e9,
      2 ** -25,
      1.5 * 2 ** -25,
      NaN,
    );
    const values = [...decodeF16(encodeF16(floats))];
    expect(values).toEqual([1, 1 + 2 ** -9, 1 + 2 ** -10, 65504, Infinity, -Infinity, 0, 2 ** -24, NaN]);
  });

  test('BF16 is the upper half of a float32', () => {
    expect([...decodeBF16(Uint16Array.of(0x3f80, 0xc040, 0x0000))]).toEqual([1, -3, 0]);
  });
});
