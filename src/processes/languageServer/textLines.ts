/** A document as lines that edits change in place: the text is never put together again. */
import type { Range, TextDocumentContentChangeEvent } from 'vscode-languageserver/node';
import { splitLines } from '../../dataset/lines.ts';

/** Lines `start` to `start + nRemoved` have been replaced by `nAdded` others. */
export type LineChange = { start: number; nRemoved: number; nAdded: number };

export class TextLines {
  /** At least one; the last is what follows the last line end. */
  lines: string[];

  constructor(text: string) {
    this.lines = splitLines(text);
  }

  /** Applies one change. Places outside the document mean the nearest inside, as the protocol says. */
  apply(change: TextDocumentContentChangeEvent): LineChange {
    if (!('range' in change)) {
      const nRemoved = this.lines.length;
      this.lines = splitLines(change.text);
      return { start: 0, nRemoved, nAdded: this.lines.length };
    }
    const { start, end } = this.#clamp(change.range);
    const before = this.lines[start.line]!.slice(0, start.character);
    const after = this.lines[end.line]!.slice(end.character);
    const added = splitLines(before + change.text + after);
    const nRemoved = end.line - start.line + 1;
    if (nRemoved === added.length) for (const [i, line] of added.entries()) this.lines[start.line + i] = line;
    else this.lines = this.lines.slice(0, start.line).concat(added, this.lines.slice(end.line + 1));
    return { start: start.line, nRemoved, nAdded: added.length };
  }

  #clamp({ start, end }: Range): Range {
    const place = ({ line, character }: Range['start']): Range['start'] => {
      if (line >= this.lines.length) return { line: this.lines.length - 1, character: this.lines.at(-1)!.length };
      const inside = Math.max(0, line);
      return { line: inside, character: Math.min(Math.max(0, character), this.lines[inside]!.length) };
    };
    const [a, b] = [place(start), place(end)];
    return a.line < b.line || (a.line === b.line && a.character <= b.character)
      ? { start: a, end: b }
      : { start: b, end: a };
  }
}
