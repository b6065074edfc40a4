/** A sample as token ids with its loss mask: the one form that the linter, the lens, the trainer and the playground share. */

/** Half-open range of UTF-16 offsets. */
export type Span = { start: number; end: number };

export type Encoded = {
  /** Token ids of the whole rendered text, encoded once. [T] */
  ids: Int32Array;
  /** 1 where the token's loss counts when it is *predicted* (the target at position t-1 is ids[t]). [T]; supervised[0] never counts in training. */
  supervised: Uint8Array;
  /** The rendered text the ids stand for. */
  text: string;
  /** Character range of each token in `text`: [start0, end0, start1, end1, …], UTF-16. [2T] */
  offsets: Uint32Array;
};
