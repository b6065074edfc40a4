/**
 * Sizes that a compiled graph leaves open. tfjs shapes are numbers, so an open size is traced as a large prime, which stays
 * recognisable. Shapes that a node stores as numbers (Reshape) may not hold one; inference has kernels of its own instead.
 */

export const BATCH_SIZE = 1_000_003;
export const SEQUENCE_LENGTH = 1_000_033;
export const PAST_LENGTH = 1_000_037;
export const TOTAL_LENGTH = 1_000_039;
/** Positions that the rotary tables have. */
export const TABLE_LENGTH = 1_000_099;
/** Keys and values of all layers and sequences. */
export const CACHE_ENTRIES = 1_000_081;

const NAMES: ReadonlyMap<number, string> = new Map([
  [BATCH_SIZE, 'batch_size'],
  [SEQUENCE_LENGTH, 'sequence_length'],
  [PAST_LENGTH, 'past_sequence_length'],
  [TOTAL_LENGTH, 'total_sequence_length'],
  [TABLE_LENGTH, 'table_length'],
  [CACHE_ENTRIES, 'cache_entries'],
]);

/** The open size's name in the ONNX graph, or undefined for a real size. */
export const sizeName = (size: number): string | undefined => NAMES.get(size);
