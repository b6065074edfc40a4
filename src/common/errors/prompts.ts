/** Tokenizers, chat templates and prompts. */
import { UserError } from './userError.ts';

export const promptErrors = {
  promptsInvalid: (place: string, reason: string) =>
    new UserError('prompts-invalid', `${place} ${reason}.`, 'Each line is {"prompt": "…"}, perhaps with a "system".'),
  promptEmpty: () => new UserError('prompt-empty', 'The prompt is empty.', 'Write what the model should answer.'),
  promptTooLong: (nTokens: number, contextLength: number) =>
    new UserError(
      'prompt-too-long',
      `The prompt has ${nTokens} tokens; the model's context of ${contextLength} has no room left for an answer.`,
      'Shorten the prompt.',
    ),
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
} as const;
