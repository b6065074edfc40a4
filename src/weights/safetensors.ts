/** Reads and writes safetensors files. Float tensors only; F16 and BF16 are decoded once, F32 is read straight into its array. */
import { type FileHandle, open } from 'node:fs/promises';
import { errors, UserError } from '../common/errors.ts';
import { writeFileAtomic } from '../common/files.ts';
import type { Parameter, Parameters } from '../model/engine.ts';
import { decodeBF16, decodeF16, encodeF16 } from './halfFloats.ts';
import { MAX_HEADER_BYTES, parseHeader, type TensorEntry } from './safetensorsHeader.ts';

/** One read call takes at most 2 GB. */
const CHUNK_BYTES = 2 ** 30;

/** All tensors by name, as float32. Throws UserError `file-not-found`, `file-unreadable` or `safetensors-invalid`. */
export async function readSafetensors(path: string): Promise<Map<string, Parameter>> {
  const file = await openFile(path);
  try {
    const size = (await file.stat()).size;
    if (size < 8) throw new Error(`it has ${size} bytes`);
    const lengthBytes = await readBytes(file, 0, 8);
    const headerBytes = Number(Buffer.from(lengthBytes).readBigUInt64LE());
    if (headerBytes > MAX_HEADER_BYTES) throw new Error('its header is longer than the format allows');
    if (8 + headerBytes > size) throw new Error(`it ends within its header: it is truncated`);
    const json = new TextDecoder('utf-8', { fatal: true }).decode(await readBytes(file, 8, headerBytes));
    const dataStart = 8 + headerBytes;
    const tensors = new Map<string, Parameter>();
    for (const entry of parseHeader(json, size - dataStart)) {
      tensors.set(entry.name, { shape: entry.shape, data: await readFloats(file, entry, dataStart) });
    }
    return tensors;
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof Error && 'syscall' in error) throw errors.fileUnreadable(path, error);
    throw errors.safetensorsInvalid(path, error instanceof Error ? error.message : String(error));
  } finally {
    await file.close();
  }
}

/** Writes tensors in the order of their names. Metadata `format: pt` is what Transformers looks for. Throws UserError as writeFileAtomic does. */
export async function writeSafetensors(path: string, tensors: Parameters, dtype: 'F32' | 'F16'): Promise<void> {
  await writeFileAtomic(path, chunksOf(tensors, dtype));
}

function* chunksOf(tensors: Parameters, dtype: 'F32' | 'F16'): Generator<Uint8Array> {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  const header: Record<string, object> = { __metadata__: { format: 'pt' } };
  let position = 0;
  for (const [name, { shape, data }] of sorted) {
    const end = position + data.length * (dtype === 'F32' ? 4 : 2);
    header[name] = { dtype, shape, data_offsets: [position, end] };
    position = end;
  }
  const json = Buffer.from(JSON.stringify(header));
  const headerBytes = Math.ceil(json.length / 8) * 8; // the data starts aligned; spaces fill up
  const head = Buffer.alloc(8 + headerBytes, ' ');
  head.writeBigUInt64LE(BigInt(headerBytes));
  json.copy(head, 8);
  yield head;
  for (const [, { data }] of sorted) {
    const values = dtype === 'F32' ? data : encodeF16(data);
    yield new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw missing ? errors.fileNotFound(path, error) : errors.fileUnreadable(path, error);
  }
}

async function readFloats(file: FileHandle, entry: TensorEntry, dataStart: number): Promise<Float32Array> {
  const bytes = await readBytes(file, dataStart + entry.start, entry.end - entry.start);
  switch (entry.dtype) {
    case 'F32':
      return new Float32Array(bytes.buffer);
    case 'F16':
      return decodeF16(new Uint16Array(bytes.buffer));
    case 'BF16':
      return decodeBF16(new Uint16Array(bytes.buffer));
    default:
      throw new Error(`${entry.name} has the type ${entry.dtype}; F32, F16 and BF16 can be read`);
  }
}

/** Bytes in an array buffer of their own, so that any element type may view them. */
async function readBytes(file: FileHandle, position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, Math.min(CHUNK_BYTES, length - done), position + done);
    if (bytesRead === 0) throw new Error('it became shorter while it was read');
    done += bytesRead;
  }
  return bytes;
}
