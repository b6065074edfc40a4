/**
 * Every failure that a user can meet, as named factories: what is wrong, where, and the next step.
 * Anything else that is thrown is a defect, and is reported as one (with its stack, in a log).
 */
import { PRODUCT } from './product.ts';

/** A failure the user can do something about. `code` is stable; `message` is for reading; `next` is the next step. */
export class UserError extends Error {
  readonly code: string;
  readonly next: string;

  constructor(code: string, message: string, next: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
    this.code = code;
    this.next = next;
  }
}

/** One line for a terminal or a notification: the message and the next step, never a stack. */
export function describeError(error: unknown): string {
  if (error instanceof UserError) return error.next === '' ? error.message : `${error.message} ${error.next}`;
  return error instanceof Error ? error.message : String(error);
}

export const errors = {
  usage: (message: string, next: string) => new UserError('usage', message, next),
  fileNotFound: (path: string, cause?: unknown) =>
    new UserError('file-not-found', `There is no file at ${path}.`, 'Check the path.', { cause }),
  fileUnreadable: (path: string, cause: unknown) =>
    new UserError('file-unreadable', `${path} cannot be read: ${describeError(cause)}.`, 'Check its permissions.', {
      cause,
    }),
  fileChanged: (path: string) =>
    new UserError('file-changed', `${path} became shorter while it was read.`, 'Try again once nothing writes to it.'),
  notServed: () =>
    new UserError(
      'not-served',
      'This document is not checked as a dataset.',
      'Open a JSONL dataset of up to 50 MB; "Check Dataset" reads larger ones from disk.',
    ),
  notGzip: (path: string, cause: unknown) =>
    new UserError(
      'not-gzip',
      `${path} is not a whole gzip file: ${describeError(cause)}.`,
      'Get it again, or take .gz off its name if it is plain text.',
      { cause },
    ),
  datasetIsFolder: (path: string) =>
    new UserError('dataset-is-folder', `${path} is a folder.`, 'Name a JSONL or JSON file in it.'),
  datasetTooLarge: (path: string, cause: unknown) =>
    new UserError(
      'dataset-too-large',
      `${path} is one JSON array too large to be read at once.`,
      'Convert it to JSONL (one row a line): files of any size are read line by line.',
      { cause },
    ),
  diskFull: (path: string, cause?: unknown) =>
    new UserError(
      'disk-full',
      `The disk is full: ${path} could not be written.`,
      'Free some space; what was there before is unchanged.',
      { cause },
    ),
  notWritable: (path: string, cause: unknown) =>
    new UserError(
      'not-writable',
      `${path} cannot be written: ${describeError(cause)}.`,
      'Choose another folder or check its permissions.',
      { cause },
    ),
  folderNotFound: (path: string, folder: string, cause: unknown) =>
    new UserError(
      'folder-not-found',
      `${path} cannot be written: there is no folder ${folder}.`,
      'Make the folder first, or name another file.',
      { cause },
    ),
  notAFile: (path: string, isFolder: boolean) =>
    new UserError(
      'not-a-file',
      `${path} is ${isFolder ? 'a folder' : 'a device or a pipe'}, and nothing is written in its place.`,
      'Name a file.',
    ),
  // Commands on datasets
  outExists: (path: string) =>
    new UserError(
      'out-exists',
      `${path} is there already.`,
      'Name another file with --out, or write over it with --force.',
    ),
  sourceIsOut: (path: string, hasInPlace: boolean) =>
    new UserError(
      'source-is-out',
      `${path} is read and would be written over.`,
      `Name another file with --out${hasInPlace ? ', or change the file itself with --in-place' : ''}.`,
    ),
  nothingToWrite: (path: string, what: string) =>
    new UserError('nothing-to-write', `${path} ${what}: there is nothing to write.`, 'Choose another file.'),
  fieldNotFound: (path: string, field: string) =>
    new UserError(
      'field-not-found',
      `No row of ${path} has the field "${field}".`,
      'Check its name; a.b is b within a.',
    ),
  notLosses: (path: string) =>
    new UserError(
      'not-losses',
      `${path} holds no losses of rows.`,
      'Make it with "tunewright eval --dataset FILE --json" and a run or base model.',
    ),
  lossesOfOther: (path: string, dataset: string) =>
    new UserError(
      'losses-of-other',
      `${path} has losses of rows that ${dataset} does not have: they are of another file, or of an older state of it.`,
      'Run "tunewright eval --json" on it again.',
    ),
  splitTooLarge: (path: string, nRows: number, nHeld: number) =>
    new UserError(
      'split-too-large',
      `${path} has ${nRows} rows: with ${nHeld} kept back none would be left for training.`,
      'Ask for smaller shares.',
    ),
  splitTooFew: (path: string, nRows: number, nSides: number) =>
    new UserError(
      'split-too-few',
      `${path} has ${nRows === 1 ? '1 row' : `${nRows} rows`}, and a split into ${nSides} files needs at least ${nSides}.`,
      'Add rows.',
    ),
  splitOneSided: (path: string) =>
    new UserError(
      'split-one-sided',
      `${path} cannot be split: all its rows are equal or ask the same, and such rows stay on one side.`,
      'Add rows that ask something else.',
    ),
  formatsDiffer: (files: readonly { path: string; format: string }[]) =>
    new UserError(
      'formats-differ',
      `The files are not of one format (${files.map(({ path, format }) => `${path} is ${format}`).join(', ')}), and a trainer takes only one a file.`,
      'Convert them to one format first, or merge them as they are with --mixed.',
    ),
  csvEncoding: (path: string, line: number, column: number, guess: string) =>
    new UserError(
      'csv-encoding',
      `${path} is not UTF-8: line ${line}, column ${column} has other bytes; it may be ${guess}.`,
      'Save it as UTF-8 (spreadsheets call it "CSV UTF-8"), then import it.',
    ),
  csvQuote: (path: string, line: number) =>
    new UserError(
      'csv-quote',
      `A quote in the row at line ${line} of ${path} is never closed.`,
      'Close it; a quote within a quoted cell is written twice.',
    ),
  csvHeader: (path: string, problem: string) =>
    new UserError('csv-header', `The first line of ${path} ${problem}.`, 'Give each column a name of its own.'),
  csvColumn: (path: string, column: string, names: readonly string[]) =>
    new UserError(
      'csv-column',
      `${path} has no column "${column}".`,
      `Its columns are ${names.filter(Boolean).join(', ')}.`,
    ),
  csvColumns: (path: string, names: readonly string[]) =>
    new UserError(
      'csv-columns',
      `The columns of ${path} (${names.filter(Boolean).join(', ')}) fit no known format.`,
      'Name their fields: --columns COLUMN=instruction,COLUMN=output.',
    ),
  notAnArray: (path: string) =>
    new UserError(
      'not-an-array',
      `${path} is no JSON array: its rows are lines already.`,
      'Choose a JSON file that starts with [.',
    ),
  isAnArray: (path: string) =>
    new UserError('is-an-array', `${path} is a JSON array already.`, 'Choose a file with one row a line.'),
  afterArray: (path: string, nBytes: number) =>
    new UserError(
      'after-array',
      `${path} goes on for ${nBytes} bytes after the closing bracket of its list: they would be lost.`,
      'Run "tunewright check" on it for the place, and mend it first.',
    ),
  rowsBroken: (path: string, nRows: number, next: string) =>
    new UserError(
      'rows-broken',
      `${path} has ${nRows === 1 ? 'a row that is' : `${nRows} rows that are`} not valid JSON.`,
      next,
    ),
  conversionImpossible: (path: string, from: string, to: string, reason: string) =>
    new UserError(
      'conversion-impossible',
      `${path} has ${from} rows, which cannot become ${to}.`,
      `${reason} Choose another format with --to.`,
    ),
  conversionLoses: (path: string, what: readonly string[]) =>
    new UserError(
      'conversion-loses',
      `Converting ${path} would lose something, so nothing was written: ${what.join(' ')}`,
      'Convert all the same with --accept-loss.',
    ),
  newFileExists: (path: string) =>
    new UserError('file-exists', `${path} is there already; nothing was written.`, 'Choose another name or folder.'),
  noBrief: (dataset: string, path: string) =>
    new UserError(
      'no-brief',
      `${dataset} has no brief.`,
      `Write one as ${path}, or run "${PRODUCT.command} new" for a dataset that begins with one.`,
    ),
  briefNeedsFile: (name: string) =>
    new UserError('brief-needs-file', `${name} is not saved yet: a brief stands beside a file.`, 'Save it first.'),
  briefInvalid: (place: string, message: string) =>
    new UserError('brief-invalid', `The brief cannot be used: ${place}: ${message}`, 'Mend it and try again.'),
  // Recipes and training
  recipeInvalid: (problems: string[]) =>
    new UserError(
      'recipe-invalid',
      `The settings are not valid: ${problems.join('; ')}.`,
      `Correct ${problems.length === 1 ? 'this' : 'them'} and try again.`,
    ),
  checkpointMismatch: (problems: string[]) =>
    new UserError(
      'checkpoint-mismatch',
      `The checkpoint does not belong to this run: ${problems.slice(0, 5).join('; ')}.`,
      'Resume with the same data, base and settings, or start a new run.',
    ),
  nothingToTrain: (
    message: string,
    next = 'Run "tunewright check" on the dataset: it says what is wrong with which row.',
  ) => new UserError('nothing-to-train', message, next),
  zeroWeight: (rows: number[]) =>
    new UserError(
      'zero-weight',
      `No token of this step counts in the loss (rows ${rows.slice(0, 8).join(', ')}).`,
      'Give these rows an answer, or remove them.',
    ),
  nonFinite: (what: string, step: number) =>
    new UserError(
      'non-finite',
      `The ${what} of step ${step} is not a finite number; the weights keep what step ${step - 1} left.`,
      'Try a lower learning rate, or look at the rows of this step.',
    ),
  // Answering
  runWithoutResult: (path: string) =>
    new UserError(
      'run-without-result',
      `The run at ${path} has not saved a model yet.`,
      'Wait until it has finished, or resume it if it was interrupted.',
    ),
  promptsInvalid: (place: string, reason: string) =>
    new UserError('prompts-invalid', `${place} ${reason}.`, 'Each line is {"prompt": "…"}, perhaps with a "system".'),
  promptEmpty: () => new UserError('prompt-empty', 'The prompt is empty.', 'Write what the model should answer.'),
  promptTooLong: (nTokens: number, contextLength: number) =>
    new UserError(
      'prompt-too-long',
      `The prompt has ${nTokens} tokens; the model's context of ${contextLength} has no room left for an answer.`,
      'Shorten the prompt.',
    ),
  modelNotFinite: () =>
    new UserError(
      'model-not-finite',
      'The model computed values that are not numbers.',
      'Its weights are damaged or its training diverged: choose another model, or tune again with a lower learning rate.',
    ),
  inferenceExited: (reason: string) =>
    new UserError('inference-exited', `The process that answers prompts ended: ${reason}.`, 'Ask again to restart it.'),
  inferenceMessage: (reason: string) =>
    new UserError(
      'inference-message',
      `A request to the process that answers prompts was not understood: ${reason}.`,
      'Reload the window, then ask again.',
    ),
  inferenceProtocol: (theirs: string) =>
    new UserError(
      'inference-protocol',
      `The process that answers prompts is of another version (${theirs}).`,
      'Reload the window to start the installed one.',
    ),

  // Tokenizers and chat templates
  tokenizerMissing: (folder: string) =>
    new UserError('tokenizer-missing', `There is no tokenizer.json in ${folder}.`, 'Choose the folder of a model.'),
  tokenizerInvalid: (path: string, reason: string, cause?: unknown) =>
    new UserError('tokenizer-invalid', `${path} cannot be used: ${reason}.`, 'Get the file again.', { cause }),
  tokenizerUnsupported: (path: string, reason: string, cause?: unknown) =>
    new UserError(
      'tokenizer-unsupported',
      `The tokenizer in ${path} is not supported: ${reason}.`,
      'Choose a model with a byte-level or SentencePiece-like tokenizer.',
      { cause },
    ),
  tokenizerUnaligned: (path: string, excerpt: string) =>
    new UserError(
      'tokenizer-unaligned',
      `The text at ${excerpt} cannot be encoded: the tokenizer in ${path} has no token for some of it, or changes it.`,
      'Choose another base model, or take these characters out of the text.',
    ),
  tokenizingEnded: (reason: string) =>
    new UserError('tokenizing-ended', `The threads that count tokens ended: ${reason}.`, 'Try again to restart them.'),
  tokenizerMismatch: (token: string, id: number, vocabSize: number) =>
    new UserError(
      'tokenizer-mismatch',
      `The tokenizer has ${JSON.stringify(token)} as token ${id}, but the model knows only the tokens from 0 to ${vocabSize - 1}.`,
      'Take the tokenizer and the weights from the same model.',
    ),
  noEndToken: (what: string) =>
    new UserError(
      'no-end-token',
      `The tokenizer names no end-of-text token, so ${what} could never end.`,
      'Add "eos_token" to tokenizer_config.json.',
    ),
  templateInvalid: (reason: string, cause?: unknown) =>
    new UserError(
      'template-invalid',
      `The chat template cannot be read: ${reason}.`,
      'Mend the template of the model.',
      {
        cause,
      },
    ),
  templateFailed: (reason: string) =>
    new UserError(
      'template-failed',
      `The chat template refuses this conversation: ${reason}.`,
      'Change the row, or choose a model whose template accepts it.',
    ),
  templateTooSlow: (limitMs: number) =>
    new UserError(
      'template-too-slow',
      `The chat template took longer than ${limitMs} ms for one conversation and was stopped.`,
      'Choose a model with another template.',
    ),
  templateTooLong: (limitCharacters: number) =>
    new UserError(
      'template-too-long',
      `The chat template wrote more than ${limitCharacters} characters for one conversation.`,
      'Shorten the row, or choose a model with another template.',
    ),
  templateMaskUnknown: (reason: string) =>
    new UserError(
      'template-mask-unknown',
      `Which text is trained cannot be told for certain with this chat template: ${reason}.`,
      'Use a template with {% generation %} marks, or another base model.',
    ),
  // Runs
  outNotEmpty: (path: string, why: string) =>
    new UserError('out-not-empty', `${path} cannot become the run folder: ${why}.`, 'Name an empty or a new folder.'),
  runNotFound: (path: string) =>
    new UserError('run-not-found', `${path} is not a run folder.`, 'Run "tunewright runs" for the list.'),
  runUnreadable: (path: string, why: string) =>
    new UserError('run-unreadable', `The run cannot be read: ${path} ${why}.`, 'Start a new run.'),
  runLocked: (path: string, pid: number | undefined, host: string | undefined) =>
    new UserError(
      'run-locked',
      `Another trainer is at work on this run${pid === undefined ? '' : ` (process ${pid} on ${host ?? 'this machine'})`}: ${path}.`,
      'Stop it first, or wait until it is done.',
    ),
  runTaken: (path: string) =>
    new UserError(
      'run-taken',
      `This trainer no longer owns its run: ${path} is gone or another's.`,
      'Nothing more was written; look at the run again.',
    ),
  runNotRunning: (path: string) =>
    new UserError('run-not-running', `No trainer is at work on ${path}.`, 'Resume the run first.'),
  runFinished: (path: string) =>
    new UserError('run-finished', `The run at ${path} is finished.`, 'There is nothing to resume; start a new run.'),
  runChanged: (path: string, what: string) =>
    new UserError(
      'run-changed',
      `The run at ${path} cannot go on exactly as it began: ${what}.`,
      'Put back what it began with, or start a new run.',
    ),
  snapshotDamaged: (path: string, cause?: unknown) =>
    new UserError(
      'snapshot-damaged',
      `The rows this run trains on cannot be read from ${path}.`,
      'Start a new run from the dataset.',
      { cause },
    ),
  noNode: (tried: string[]) =>
    new UserError(
      'no-node',
      `No Node was found that can run the training engine (${tried.join('; ')}).`,
      `Install Node ${PRODUCT.oldestNode} or newer, or set tunewright.nodePath to one.`,
    ),
  formatNotKnown: (path: string, columns: Readonly<Record<string, string>> | undefined) =>
    new UserError(
      'format-unknown',
      `The format of ${path} is not known.`,
      columns === undefined
        ? 'Run "tunewright check" on it, or name the columns with --columns.'
        : `Its columns look like --columns ${Object.entries(columns)
            .map((pair) => pair.join('='))
            .join(',')}.`,
    ),
  trainerDied: (how: string, log: string) =>
    new UserError('trainer-died', `The trainer ended without a word (${how}).`, `Its log is ${log}.`),
  // Engine and weights
  engineMissing: (cause: unknown) =>
    new UserError(
      'engine-missing',
      `The training engine (onnxruntime-node) cannot be loaded on this machine: ${describeError(cause)}.`,
      'Install the build of Tunewright for your platform; checking datasets works without it.',
      { cause },
    ),
  tensorflowMissing: (reason: string, cause: unknown) =>
    new UserError(
      'tensorflow-missing',
      `The engine "tensorflow" needs the package @tensorflow/tfjs-node, which cannot be used here: ${reason}.`,
      'Install it beside Tunewright, or choose the engine "onnx".',
      { cause },
    ),
  modelFolderInvalid: (
    path: string,
    problem: string,
    next = 'Choose a folder with a Llama model as Hugging Face saves it.',
  ) => new UserError('model-folder-invalid', `${path} is not a model that can be used: ${problem}.`, next),
  modelUnsupported: (path: string, what: string) =>
    new UserError(
      'model-unsupported',
      `The model in ${path} cannot be used: ${what}.`,
      'Choose a model of the Llama architecture (LlamaForCausalLM).',
    ),
  safetensorsInvalid: (path: string, problem: string) =>
    new UserError(
      'safetensors-invalid',
      `${path} is damaged or not a safetensors file: ${problem}.`,
      'Download or save the file again.',
    ),
  weightsMismatch: (path: string, problems: readonly string[]) =>
    new UserError(
      'weights-mismatch',
      `The weights in ${path} do not fit their configuration: ${problems.slice(0, 8).join('; ')}${problems.length > 8 ? `; and ${problems.length - 8} more` : ''}.`,
      'Take configuration and weights from the same model.',
    ),
  adapterInvalid: (path: string, problem: string) =>
    new UserError(
      'adapter-invalid',
      `${path} is not an adapter that can be used: ${problem}.`,
      'Choose a LoRA adapter as PEFT saves it, over all linear layers.',
    ),
  // Child processes of the editor
  childNotStarted: (executable: string, cause: unknown) =>
    new UserError(
      'child-not-started',
      `${executable} cannot be started: ${describeError(cause)}.`,
      `Set "tunewright.nodePath" to a Node.js ${PRODUCT.oldestNode} or newer.`,
      { cause },
    ),
  childFailed: (how: string, output: string) =>
    new UserError(
      'child-failed',
      `The work could not be finished (${how}).`,
      output === '' ? 'Try again.' : `It said: ${output.slice(-500)}`,
    ),
  noDataset: () =>
    new UserError('no-dataset', 'No dataset is chosen.', 'Open a JSONL file with instruction data, then try again.'),
  documentChanged: (name: string) =>
    new UserError(
      'document-changed',
      `${name} was changed meanwhile: nothing was done to it.`,
      'Run the command again.',
    ),
  notSaved: (name: string) =>
    new UserError('not-saved', `${name} has no folder yet in which files could be made.`, 'Save it, then try again.'),
  noRun: (what: string) =>
    new UserError('no-run', `There is no run ${what}.`, 'Run "Tunewright: Fine-tune Model" to start one.'),

  // Naming a model or a row
  notAModelFolder: (path: string) =>
    new UserError('model-folder-missing', `There is no model folder at ${path}.`, 'Check the path, or use "embedded".'),
  rowNotFound: (path: string, row: number, nRows: number, isBlank: boolean) =>
    new UserError(
      'row-not-found',
      isBlank ? `Row ${row} of ${path} is empty.` : `${path} has no row ${row}: it has ${nRows}.`,
      'Rows are the lines of a JSONL file or the elements of a JSON array, from 1.',
    ),
  rowUnusable: (path: string, row: number, code: string, reason: string, next: string) =>
    new UserError('row-unusable', `Row ${row} of ${path} cannot be trained on (${code}): ${reason}`, next),
} as const;
