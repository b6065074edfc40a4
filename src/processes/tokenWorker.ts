/** Entry of a tokenizing thread: one model folder's tokenizer and template, asked for facts of many rows or for the tokens of one. */
import { parentPort, workerData } from 'node:worker_threads';
import { describeError, UserError } from '../common/errors.ts';
import type { RowSource } from '../dataset/contentPlaces.ts';
import type { Sample } from '../dataset/sample.ts';
import { encodeRow, type EncodedRow } from '../prompt/encodeRow.ts';
import { loadTemplate, type ChatTemplate } from '../prompt/template.ts';
import { tokenFacts, type TokenOutcome } from '../prompt/tokenFacts.ts';
import { loadTokenizer, type Tokenizer } from '../prompt/tokenizer.ts';

export type TokenWorkerData = { folder: string; now: Date | undefined };
export type TokenRequest =
  | { id: number; type: 'facts'; samples: Sample[]; maxLength: number | undefined }
  | { id: number; type: 'encode'; source: RowSource; sample: Sample };
export type TokenReply =
  | { id: number; type: 'facts'; outcomes: TokenOutcome[] }
  | { id: number; type: 'row'; row: EncodedRow }
  | { id: number; type: 'failure'; code: string; message: string; next: string };

/** So many rows on which the template hangs are waited for; then it is taken to hang always. */
const MAX_HANGS = 3;

const port = parentPort;
if (port === null) throw new Error('tokenWorker is a worker thread, not a program.');
const { folder, now } = workerData as TokenWorkerData;

type Loaded = { tokenizer: Tokenizer; template: ChatTemplate };
let loaded: Promise<Loaded> | undefined;

async function load(): Promise<Loaded> {
  const tokenizer = await loadTokenizer(folder);
  return { tokenizer, template: await loadTemplate(folder, { tokenizer, now }) };
}

// One request at a time: the parent sends the next when it has the answer.
port.on('message', (request: TokenRequest) => {
  answer(request).then(
    (reply) => port.postMessage(reply),
    (error: unknown) => port.postMessage(failure(request.id, error)),
  );
});

async function answer(request: TokenRequest): Promise<TokenReply> {
  const { id } = request;
  const { tokenizer, template } = await (loaded ??= load());
  switch (request.type) {
    case 'facts':
      return { id, type: 'facts', outcomes: await factsOfRows(request, { tokenizer, template }) };
    case 'encode':
      return { id, type: 'row', row: await encodeRow(request.source, request.sample, tokenizer, template) };
  }
}

/** A row on which the template hangs takes none of its neighbours with it. */
async function factsOfRows(
  { samples, maxLength }: Extract<TokenRequest, { type: 'facts' }>,
  { tokenizer, template }: Loaded,
): Promise<TokenOutcome[]> {
  try {
    return await tokenFacts(samples, tokenizer, template, maxLength);
  } catch (error) {
    if (!isHang(error)) throw error;
  }
  const outcomes: TokenOutcome[] = [];
  let nHangs = 0;
  for (const sample of samples) {
    try {
      outcomes.push(...(await tokenFacts([sample], tokenizer, template, maxLength)));
    } catch (error) {
      if (!isHang(error) || ++nHangs === MAX_HANGS) throw error;
      const { code, message, next } = error;
      outcomes.push({ failure: { code, message, next } });
    }
  }
  return outcomes;
}

const isHang = (error: unknown): error is UserError => error instanceof UserError && error.code === 'template-too-slow';

function failure(id: number, error: unknown): TokenReply {
  if (error instanceof UserError)
    return { id, type: 'failure', code: error.code, message: error.message, next: error.next };
  process.stderr.write(`token worker: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
  const message = `Tokenizing met a defect: ${describeError(error)}.`;
  return { id, type: 'failure', code: 'internal', message, next: 'Its details are in the log.' };
}
