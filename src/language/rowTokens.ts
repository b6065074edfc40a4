/** What a base model makes of one row, for those who show it. */
export type RowTokens = {
  /** The base model's name. */
  base: string;
  nTokens: number;
  /** Of these, how many count in the loss. */
  nTrained: number;
  /** How many are cut off because the row is longer than the context. */
  nCut: number;
};
