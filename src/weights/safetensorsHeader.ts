/** The header of a safetensors file (github.com/huggingface/safetensors): every length, offset and shape is checked before use. */
import { isJsonObject } from '../common/json.ts';

export type TensorEntry = {
  name: string;
  dtype: string;
  shape: number[];
  /** Bytes from the start of the data, half-open. */ start: number;
  end: number;
};

/** The format's own limit. */
export const MAX_HEADER_BYTES = 100_000_000;

/** Bytes an element, of the types the format knows. */
const ELEMENT_BYTES: Record<string, number> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  U64: 8,
  I32: 4,
  U32: 4,
  I16: 2,
  U16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

/** Entries in the order of their data. Throws an Error that names the first fault. */
export function parseHeader(json: string, dataBytes: number): TensorEntry[] {
  let header: unknown;
  try {
    header = JSON.parse(json);
  } catch {
    throw new Error('its header is not JSON');
  }
  if (!isJsonObject(header)) throw new Error('its header is not a JSON object');
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => parseEntry(name, value, dataBytes))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  let position = 0;
  for (const entry of entries) {
    if (entry.start < position) throw new Error(`the data of ${entry.name} overlaps another tensor's`);
    if (entry.start > position)
      throw new Error(`${entry.start - position} bytes before ${entry.name} belong to no tensor`);
    position = entry.end;
  }
  if (position !== dataBytes) throw new Error(`${dataBytes - position} bytes at its end belong to no tensor`);
  return entries;
}

function parseEntry(name: string, value: unknown, dataBytes: number): TensorEntry {
  if (!isJsonObject(value)) throw new Error(`the entry ${name} is not an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  const elementBytes = typeof dtype === 'string' ? ELEMENT_BYTES[dtype] : undefined;
  if (typeof dtype !== 'string' || elementBytes === undefined)
    throw new Error(`${name} has the unknown type ${JSON.stringify(dtype)}`);
  if (!isSizes(shape)) throw new Error(`${name} has no valid shape`);
  if (!isSizes(offsets) || offsets.length !== 2) throw new Error(`${name} has no valid data_offsets`);
  const [start, end] = offsets as [number, number];
  if (start > end) throw new Error(`the data of ${name} ends before it starts`);
  if (end > dataBytes)
    throw new Error(`the data of ${name} ends ${end - dataBytes} bytes after the file: it is truncated`);
  const expected = shape.reduce((size, n) => size * n, elementBytes);
  if (end - start !== expected)
    throw new Error(`${name} has ${end - start} bytes, its shape [${shape.join(', ')}] needs ${expected}`);
  return { name, dtype, shape, start, end };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.length <= 8 && value.every((n) => Number.isSafeInteger(n) && (n as number) >= 0);
}
