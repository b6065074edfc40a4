/** What a run reports, one JSON object a line in events.jsonl. Readers keep and ignore types they do not know. */

/** Where a row stood in the dataset when the run started, and the hash that finds it again after edits. */
export type RowRef = { row: number; rowHash: string };

/** What training itself yields; src/runs/ adds `seq` and `time` when it appends. */
export type TrainingEvent =
  | {
      type: 'started';
      totalSteps: number;
      trainRows: number;
      validationRows: number;
      skippedRows: number;
      trainableParameters: number;
      totalParameters: number;
      supervisedTokensPerEpoch: number;
      engine: string;
      threads: number;
    }
  | {
      type: 'step';
      step: number;
      epoch: number;
      /** Mean cross-entropy in nats over the step's supervised tokens. */
      loss: number;
      learningRate: number;
      /** Global norm before clipping. */
      gradientNorm: number;
      /** Tokens in the step (real, without padding) and those that count in the loss. */
      tokens: number;
      supervisedTokens: number;
      /** Wall time of the step. */
      milliseconds: number;
      rows: RowRef[];
    }
  | { type: 'evaluation'; step: number; loss: number; supervisedTokens: number; rows: number }
  | { type: 'checkpoint'; step: number; folder: string }
  | { type: 'health'; step: number; code: string; message: string; rows: RowRef[] }
  | { type: 'paused'; step: number }
  /** Written by a resumed trainer: steps after `fromStep` of the earlier segment are void. */
  | { type: 'resumed'; fromStep: number }
  | { type: 'finished'; step: number; reason: 'completed' | 'stopped'; validationLoss: number | null; result: string }
  | { type: 'failed'; step: number; code: string; message: string; next: string };

export type RunEvent = TrainingEvent & {
  /** From 1, without gaps within a run. */
  seq: number;
  /** ISO 8601, UTC. */
  time: string;
};
