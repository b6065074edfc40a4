/** What whole-file rules know of every row: numbers in flat memory, some 40 bytes a row, so that a file of millions of rows can be checked. */
import { grown } from '../common/grown.ts';
import type { TokenFacts } from '../prompt/tokenFacts.ts';

/** What is kept of a row's check. */
export type RowDigest = {
  blank: boolean;
  /** It is valid JSON. */
  hasValue: boolean;
  /** It is an object or a list of messages. */
  hasFields: boolean;
  /** Length of the text, and the bounds of what is in it besides white space around. */
  length: number;
  start: number;
  end: number;
  /** Equal for rows that are equal as values; 0 without a value. */
  key: number;
  /** As in src/dataset/rowKeys.ts; 0 where there is nothing to compare. */
  promptKey: number;
  answerKey: number;
  /** As in src/dataset/brief/compiled.ts; 0 without a brief. */
  task: number;
  /** As in src/dataset/edges.ts. */
  edges: number;
  /** As in src/dataset/rowSizes.ts. */
  nPromptCharacters: number;
  nAnswerCharacters: number;
  /** Labels of fields that the format does not have, slips of the pen left out. */
  unknownLabels: readonly string[];
};

const [BLANK, VALUE, FIELDS, TOKENS, NO_END, FOUND] = [1, 2, 4, 8, 16, 32];

export class RowTable {
  length = 0;
  #flags = new Uint8Array(64);
  #lengths = new Uint32Array(64);
  #edges = new Uint8Array(64);
  #starts = new Uint32Array(64);
  /** White space at the end. */
  #spaces = new Uint32Array(64);
  #keys = new Float64Array(64);
  #promptKeys = new Float64Array(64);
  #answerKeys = new Float64Array(64);
  #tasks = new Uint16Array(64);
  #nPromptCharacters = new Uint32Array(64);
  #nAnswerCharacters = new Uint32Array(64);
  #nPromptTokens = new Uint32Array(64);
  #nResponseTokens = new Uint32Array(64);
  #nTrainedTokens = new Uint32Array(64);
  /** Which of the lists a row has: those without such labels, which are most, have the first; rows with the same ones share one. */
  #labels = new Uint32Array(64);
  readonly #labelLists: (readonly string[])[] = [[]];
  readonly #labelIndexes = new Map<string, number>();

  /** Puts `nAdded` empty rows in the place of `nRemoved` rows from `start` on; `set` fills them. */
  replace(start: number, nRemoved: number, nAdded: number): void {
    const length = this.length - nRemoved + nAdded;
    this.#makeRoom(length);
    if (nRemoved !== nAdded)
      for (const column of this.#columns()) column.copyWithin(start + nAdded, start + nRemoved, this.length);
    for (const column of this.#columns()) column.fill(0, start, start + nAdded);
    this.length = length;
  }

  /** Most rows have zeros in many columns: those are not written anew, and so take no memory of the system. */
  set(index: number, digest: RowDigest): void {
    this.#flags[index] = (digest.blank ? BLANK : 0) | (digest.hasValue ? VALUE : 0) | (digest.hasFields ? FIELDS : 0);
    this.#lengths[index] = digest.length;
    put(this.#edges, index, digest.edges);
    put(this.#starts, index, digest.start);
    put(this.#spaces, index, digest.length - digest.end);
    put(this.#keys, index, digest.key);
    put(this.#promptKeys, index, digest.promptKey);
    put(this.#answerKeys, index, digest.answerKey);
    put(this.#tasks, index, digest.task);
    put(this.#nPromptCharacters, index, digest.nPromptCharacters);
    put(this.#nAnswerCharacters, index, digest.nAnswerCharacters);
    put(this.#labels, index, this.#labelsIndex(digest.unknownLabels));
  }

  push(digest: RowDigest): void {
    const index = this.length;
    this.#makeRoom(index + 1);
    this.length = index + 1;
    this.set(index, digest);
  }

  /** What the base model's tokens tell of the row; of one without tokens nothing is set. */
  setTokens(index: number, facts: TokenFacts): void {
    const { nPromptTokens, nResponseTokens, nSupervised, nSupervisedCut, endsWithEndToken } = facts;
    this.#flags[index]! |= TOKENS | (endsWithEndToken || nResponseTokens === 0 ? 0 : NO_END);
    this.#nPromptTokens[index] = nPromptTokens;
    this.#nResponseTokens[index] = nResponseTokens;
    this.#nTrainedTokens[index] = nSupervised - nSupervisedCut;
  }

  /** Something was found in the row itself. */
  setFound(index: number): void {
    this.#flags[index]! |= FOUND;
  }
  /** The next row from `index` on in which something was found; -1 after the last. */
  nextFound(index: number): number {
    for (let i = index; i < this.length; i++) if ((this.#flags[i]! & FOUND) !== 0) return i;
    return -1;
  }
  /** The next row from `index` on that has text and is no JSON; -1 after the last. */
  nextBroken(index: number): number {
    for (let i = index; i < this.length; i++) if ((this.#flags[i]! & (BLANK | VALUE)) === 0) return i;
    return -1;
  }
  isBlank(index: number): boolean {
    return (this.#flags[index]! & BLANK) !== 0;
  }
  hasValue(index: number): boolean {
    return (this.#flags[index]! & VALUE) !== 0;
  }
  hasFields(index: number): boolean {
    return (this.#flags[index]! & FIELDS) !== 0;
  }
  textLength(index: number): number {
    return this.#lengths[index]!;
  }
  /** The row without white space around it. */
  place(index: number): { start: number; end: number } {
    return { start: this.#starts[index]!, end: this.#lengths[index]! - this.#spaces[index]! };
  }
  /** The row's first character: where a finding of the whole file is marked, which is no more of this row than of others. */
  mark(index: number): { start: number; end: number } {
    const { start, end } = this.place(index);
    return { start, end: Math.min(start + 1, end) };
  }
  key(index: number): number {
    return this.#keys[index]!;
  }
  promptKey(index: number): number {
    return this.#promptKeys[index]!;
  }
  answerKey(index: number): number {
    return this.#answerKeys[index]!;
  }
  task(index: number): number {
    return this.#tasks[index]!;
  }
  nPromptCharacters(index: number): number {
    return this.#nPromptCharacters[index]!;
  }
  nAnswerCharacters(index: number): number {
    return this.#nAnswerCharacters[index]!;
  }
  hasTokens(index: number): boolean {
    return (this.#flags[index]! & TOKENS) !== 0;
  }
  /** Something is trained on, and the model does not learn to stop behind it. */
  lacksEnd(index: number): boolean {
    return (this.#flags[index]! & NO_END) !== 0;
  }
  nPromptTokens(index: number): number {
    return this.#nPromptTokens[index]!;
  }
  nResponseTokens(index: number): number {
    return this.#nResponseTokens[index]!;
  }
  /** Those that the loss counts, of the row as it is cut. */
  nTrainedTokens(index: number): number {
    return this.#nTrainedTokens[index]!;
  }
  edges(index: number): number {
    return this.#edges[index]!;
  }
  unknownLabels(index: number): readonly string[] {
    return this.#labelLists[this.#labels[index]!]!;
  }

  /** Room for that many rows: columns that need not grow leave no holes in memory. What is never filled is not taken from the system. */
  reserve(capacity: number): void {
    if (capacity <= this.#flags.length) return;
    this.#flags = grown(this.#flags, Uint8Array, capacity);
    this.#edges = grown(this.#edges, Uint8Array, capacity);
    this.#lengths = grown(this.#lengths, Uint32Array, capacity);
    this.#starts = grown(this.#starts, Uint32Array, capacity);
    this.#spaces = grown(this.#spaces, Uint32Array, capacity);
    this.#keys = grown(this.#keys, Float64Array, capacity);
    this.#promptKeys = grown(this.#promptKeys, Float64Array, capacity);
    this.#answerKeys = grown(this.#answerKeys, Float64Array, capacity);
    this.#tasks = grown(this.#tasks, Uint16Array, capacity);
    this.#labels = grown(this.#labels, Uint32Array, capacity);
    this.#nPromptCharacters = grown(this.#nPromptCharacters, Uint32Array, capacity);
    this.#nAnswerCharacters = grown(this.#nAnswerCharacters, Uint32Array, capacity);
    this.#nPromptTokens = grown(this.#nPromptTokens, Uint32Array, capacity);
    this.#nResponseTokens = grown(this.#nResponseTokens, Uint32Array, capacity);
    this.#nTrainedTokens = grown(this.#nTrainedTokens, Uint32Array, capacity);
  }

  #columns() {
    return [
      ...[this.#flags, this.#edges, this.#lengths, this.#starts, this.#spaces],
      ...[this.#keys, this.#promptKeys, this.#answerKeys, this.#tasks, this.#labels],
      ...[this.#nPromptCharacters, this.#nAnswerCharacters, this.#nPromptTokens],
      ...[this.#nResponseTokens, this.#nTrainedTokens],
    ];
  }

  #makeRoom(length: number): void {
    if (length > this.#flags.length) this.reserve(Math.max(length, this.#flags.length * 2));
  }

  #labelsIndex(labels: readonly string[]): number {
    if (labels.length === 0) return 0;
    const name = JSON.stringify(labels);
    const known = this.#labelIndexes.get(name);
    if (known !== undefined) return known;
    this.#labelIndexes.set(name, this.#labelLists.length);
    return this.#labelLists.push(labels) - 1;
  }
}

const put = (column: Record<number, number>, index: number, value: number): void => {
  if (column[index] !== value) column[index] = value;
};
