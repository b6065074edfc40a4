/** White space where a completion row's prompt and completion meet and end, as one number of bits a row. */
import type { JsonObject } from '../common/json.ts';
import type { FormatId } from './formats.ts';

/** `isPair`: the row has both as texts that are not empty; without it no other bit is set. */
export const EDGES = { isPair: 1, promptEndsInSpace: 2, answerStartsInSpace: 4, answerEndsInSpace: 8, isGlued: 16 };

export function edgesOf(format: FormatId | 'unknown', fields: JsonObject | undefined): number {
  if (format !== 'completion' || fields === undefined) return 0;
  const { prompt, completion } = fields;
  if (typeof prompt !== 'string' || typeof completion !== 'string' || prompt === '' || completion === '') return 0;
  const [last, first] = [prompt.at(-1)!, completion[0]!];
  return (
    EDGES.isPair |
    // A line break is a separator of its own; a space belongs to the word after it.
    (/[ \t\u00a0]/.test(last) ? EDGES.promptEndsInSpace : 0) |
    (/\s/.test(first) ? EDGES.answerStartsInSpace : 0) |
    (/\s/.test(completion.at(-1)!) ? EDGES.answerEndsInSpace : 0) |
    // Brackets end the marks of templates, such as [/INST].
    (/[^\s>\])}]/.test(last) && /[^\s<[({]/.test(first) ? EDGES.isGlued : 0)
  );
}
