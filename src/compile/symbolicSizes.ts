/**
 * Sizes that a compiled graph leaves open. tfjs shapes are numbers, so an open size is traced as a large prime, which stays
 * recognisable and is never the product of real sizes. Only kernels that say so accept them (`openReshape`).
 */

export const BATCH_SIZE = 1_000_003;
export const SEQUENCE_LENGTH = 1_000_033;
export const PAST_LENGTH = 1_000_037;
export const TOTAL_LENGTH = 1_000_039;

const NAMES: ReadonlyMap<number, string> = new Map([
  [BATCH_SIZE, 'batch_size'],
  [SEQUENCE_LENGTH, 'sequence_length'],
  [PAST_LENGTH, 'past_sequence_length'],
  [TOTAL_LENGTH, 'total_sequence_length'],
]);

/** The open size's name in the ONNX graph, or undefined for a real size. */
export const sizeName = (size: number): string | undefined => NAMES.get(size);
