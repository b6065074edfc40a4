/** What a run would do: printed as one JSON object by `tunewright train … --dry-run --json`, shown by the editor before a run starts. */
export type TrainingPlan = {
  format: string;
  /** Rows of the file, readable or not. */
  rows: number;
  trainRows: number;
  validationRows: number;
  /** Rows that cannot be trained on, by reason. */
  skipped: { code: string; reason: string; rows: number }[];
  /** Rows longer than the longest length: trained on, but cut. */
  cutRows: number;
  /** Of the training rows, in one epoch. */
  supervisedTokens: number;
  totalSteps: number;
  epochs: number;
  trainableParameters: number;
  totalParameters: number;
  threads: number;
  /** Rough; null when it cannot be told. */
  estimatedMs: number | null;
};
