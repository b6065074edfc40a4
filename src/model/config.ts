/** The architecture of a Llama-family model, in the field's words. Read from config.json by src/weights/. */
export type ModelConfig = {
  vocabSize: number;
  /** D */
  hiddenSize: number;
  /** F */
  intermediateSize: number;
  /** L */
  nLayer: number;
  /** H */
  nHead: number;
  /** KV, divides H */
  nKvHead: number;
  /** hd; not always D / H */
  headDim: number;
  /** Longest context, tokens. */
  maxPosition: number;
  rmsNormEps: number;
  ropeTheta: number;
  /** The LM head is the embedding matrix. */
  tiedHead: boolean;
};
