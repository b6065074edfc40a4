/** Raw text for pretraining: documents, some held out as a whole, and windows of tokens over the rest. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { errors } from '../common/errors.ts';
import { seededRandom, shuffle } from '../common/random.ts';
import { splitBy } from '../common/splitBy.ts';
import type { Tokenizer } from '../prompt/tokenizer.ts';
import type { TrainingRow } from './rows.ts';

export type Document = { text: string; rowHash: string };

/** Documents are divided by a line of this text. */
const SEPARATOR = /^<\|endoftext\|>[ \t]*\r?$/m;

/** Reads text files, `.gz` too. Throws UserError `file-not-found`, `file-unreadable` or `nothing-to-train`. */
export async function readDocuments(paths: readonly string[]): Promise<Document[]> {
  const texts = await Promise.all(paths.map(readText));
  const documents = texts
    .flatMap((text) => text.split(SEPARATOR))
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => ({ text, rowHash: createHash('sha256').update(text).digest('hex').slice(0, 16) }));
  if (documents.length === 0)
    throw errors.nothingToTrain(`There is no text in ${paths.join(', ')}.`, 'Name files with text.');
  return documents;
}

export type Corpus = {
  train: TrainingRow[];
  validation: TrainingRow[];
  nDocument: number;
  trainTokens: number;
  /** UTF-8 bytes of the held-out text that `validation` covers. */
  validationBytes: number;
};

const HELD_OUT_SHARE = 0.01;
/** Enough for two digits of bits per byte; more would make each evaluation as long as an epoch. */
const HELD_OUT_WINDOWS = 64;

/** Encodes documents, each ended by the end token, and cuts the stream into windows of `context` predictions. */
export function makeCorpus(
  documents: readonly Document[],
  tokenizer: Tokenizer,
  context: number,
  seed: number,
): Corpus {
  const endToken = tokenizer.endToken?.id;
  if (endToken === undefined) throw errors.noEndToken('a document');
  const { train, validation } = splitBy(documents, ({ rowHash }) => rowHash, HELD_OUT_SHARE, seed);
  shuffle(train, seededRandom(seed, 'documents'));
  const encode = ({ text }: Document): Int32Array => tokenizer.encode(text).ids;

  let nHeldOut = 0;
  let validationBytes = 0;
  const heldOut: Int32Array[] = [];
  for (const document of validation) {
    if (nHeldOut >= HELD_OUT_WINDOWS * context) break;
    const ids = encode(document);
    nHeldOut += ids.length + 1;
    validationBytes += Buffer.byteLength(document.text);
    heldOut.push(ids);
  }
  const stream = joinDocuments(train.map(encode), endToken);
  // A last window that is not full would need a shape of its own: it is left out of training, never of evaluation.
  const windows = cutWindows(stream, context).filter((row) => row.ids.length === context + 1);
  if (windows.length === 0)
    throw errors.nothingToTrain(
      `The text has ${stream.length} tokens: not one context of ${context} is full.`,
      'Name more text, or take a shorter context.',
    );
  return {
    train: windows,
    validation: cutWindows(joinDocuments(heldOut, endToken), context),
    nDocument: documents.length,
    trainTokens: stream.length,
    validationBytes,
  };
}

/** Begins with the end token too, so that every token of every document is predicted from something. */
function joinDocuments(documents: readonly Int32Array[], endToken: number): Int32Array {
  const stream = new Int32Array(documents.reduce((size, ids) => size + ids.length + 1, 1)).fill(endToken);
  let position = 1;
  for (const ids of documents) {
    stream.set(ids, position);
    position += ids.length + 1;
  }
  return stream;
}

/** Windows share their border token: the last of one is the first of the next. */
function cutWindows(stream: Int32Array, context: number): TrainingRow[] {
  const every = new Uint8Array(context + 1).fill(1);
  const rows: TrainingRow[] = [];
  for (let start = 0; start + 1 < stream.length; start += context) {
    const ids = stream.subarray(start, start + context + 1);
    const supervised = every.subarray(0, ids.length);
    rows.push({ row: rows.length + 1, rowHash: '', ids, supervised, nSupervised: ids.length - 1 });
  }
  return rows;
}

async function readText(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    return (path.endsWith('.gz') ? await promisify(gunzip)(bytes) : bytes).toString('utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw missing ? errors.fileNotFound(path, error) : errors.fileUnreadable(path, error);
  }
}
