/** Typed arrays that grow. */

type Numbers = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** A longer array with the same numbers in front. The memory of the one before is given back at once, not when the collector finds it: nothing may use it any more. */
export function grown<T extends Numbers>(array: T, type: new (length: number) => T, length: number): T {
  const larger = new type(length);
  larger.set(array);
  release(array);
  return larger;
}

/** Gives an array's memory back now: several columns that grow would otherwise double what a large file takes. Node 20 leaves it to the collector. */
export function release({ buffer }: Numbers): void {
  if (buffer instanceof ArrayBuffer && 'transfer' in buffer) buffer.transfer(0);
}
