/** What rows of a format are, in plain words. */
import type { FormatId } from '../dataset/formats.ts';

export const FORMAT_WORDS: Record<FormatId, string> = {
  alpaca: 'instruction, input, output',
  chat: 'messages with role and content',
  sharegpt: 'conversations with from and value',
  completion: 'prompt and completion',
  text: 'raw text',
  preference: 'a prompt with a chosen and a rejected answer',
  kto: 'an answer with a label',
};
