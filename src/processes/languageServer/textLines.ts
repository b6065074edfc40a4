/** A document as lines that edits change in place: the text is never put together again. */
import type { Range, TextDocumentContentChangeEvent } from 'vscode-languageserver/node';
import { splitLines } from '../../dataset/lines.ts';

/** Lines `start` to `start + nRemoved` have been replaced by `nAdded` others. */
export type LineChange = { start: number; nRemoved: number; nAdded: number };

export class TextLines {
  /** At least one; the last is what follows the last line end. */
  lines: string[];
  /** What ends each line; nothing ends the last. An edit may join one half of a CRLF to the other, or part them. */
  #ends: string[];

  constructor(text: string) {
    this.lines = splitLines(text);
    this.#ends = endsOf(text, this.lines);
  }

  /** Applies one change. Places outside the document mean the nearest inside, as the protocol says. */
  apply(change: TextDocumentContentChangeEvent): LineChange {
    if (!('range' in change)) {
      const nRemoved = this.lines.length;
      this.lines = splitLines(change.text);
      this.#ends = endsOf(change.text, this.lines);
      return { start: 0, nRemoved, nAdded: this.lines.length };
    }
    const { start, end } = this.#clamp(change.range);
    const head = this.lines[start.line]!.slice(0, start.character);
    const tail = this.lines[end.line]!.slice(end.character);
    // A line feed that comes to stand behind a lone carriage return is one line end with it.
    const isJoining = start.line > 0 && start.character === 0 && this.#ends[start.line - 1] === '\r';
    const first = isJoining ? start.line - 1 : start.line;
    const before = isJoining ? `${this.lines[first]!}\r` : head;
    // The line end belongs to what is read anew, but for a line that it begins.
    const text = before + change.text + tail + this.#ends[end.line]!;
    const added = splitLines(text);
    const ends = endsOf(text, added);
    if (end.line < this.lines.length - 1) {
      added.pop();
      ends.pop();
    }
    const nRemoved = end.line - first + 1;
    if (nRemoved === added.length)
      for (const [i, line] of added.entries()) {
        this.lines[first + i] = line;
        this.#ends[first + i] = ends[i]!;
      }
    else {
      this.lines = this.lines.slice(0, first).concat(added, this.lines.slice(end.line + 1));
      this.#ends = this.#ends.slice(0, first).concat(ends, this.#ends.slice(end.line + 1));
    }
    return { start: first, nRemoved, nAdded: added.length };
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

function endsOf(text: string, lines: readonly string[]): string[] {
  // Nearly every text has but one kind.
  const ends = text.includes('\r')
    ? [...text.matchAll(/\r\n|\n|\r/g)].map(([end]) => end)
    : Array<string>(lines.length - 1).fill('\n');
  ends.push('');
  return ends;
}
