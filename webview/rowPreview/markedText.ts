/** A text divided where its marks start and end. */
import type { TextLens } from '../../src/protocol/rowPreview.ts';

type MarkKind = 'context' | 'trained' | 'cut' | 'none';
export type MarkedRun = { text: string; kind: MarkKind };

/** In the order of the lens's indexes. */
const KINDS: readonly MarkKind[] = ['context', 'trained', 'cut'];

/** The text's runs, in order; marks behind the shown part of a text are left out. */
export function markedRuns(text: string, lens: TextLens | null): MarkedRun[] {
  const runs: MarkedRun[] = [];
  let position = 0;
  const add = (end: number, kind: MarkKind): void => {
    if (end > position) runs.push({ text: text.slice(position, end), kind });
    position = Math.max(position, end);
  };
  const marks = lens?.marks ?? [];
  for (let i = 0; i < marks.length && position < text.length; i += 3) {
    add(Math.min(marks[i]!, text.length), 'none');
    add(Math.min(marks[i + 1]!, text.length), KINDS[marks[i + 2]!] ?? 'none');
  }
  add(text.length, 'none');
  return runs;
}
