/** What the training loop asks of an engine: sums of loss and gradients for one padded batch. Three engines implement it. */

/** B sequences padded on the right to T tokens. Padding never reaches real tokens (causal mask) nor the loss (weight 0). */
export type TrainingBatch = {
  /** B */
  nSequence: number;
  /** T */
  length: number;
  /** [B, T] */
  ids: Int32Array;
  /** Token to predict at each position, i.e. ids shifted left by one; any id where the weight is 0. [B, T] */
  targets: Int32Array;
  /** Weight of each position's loss; 0 where the target is context or padding. [B, T] */
  lossWeights: Float32Array;
};

export type LossResult = {
  /** Sum over positions of weight x cross-entropy (nats). Not divided: the caller divides once by the whole step's weight. */
  lossSum: number;
  /** The same sum for each sequence. [B] */
  sequenceLossSums: Float64Array;
};

/** A tensor as plain data. The optimizer changes trainable ones in place; engines must see the change at the next call. */
export type Parameter = { shape: readonly number[]; data: Float32Array };
export type Parameters = ReadonlyMap<string, Parameter>;

export type TrainingEngine = {
  readonly name: 'onnx' | 'tensorflow' | 'cpu';
  /** Loss and d(lossSum)/d(parameter) for every trainable parameter. The gradient buffers are the engine's own, valid until the next call. */
  lossAndGradients(batch: TrainingBatch): Promise<LossResult & { gradients: ReadonlyMap<string, Float32Array> }>;
  /** Forward only. */
  loss(batch: TrainingBatch): Promise<LossResult>;
  dispose(): Promise<void>;
};
