/** Values that are slow to make and must be freed: made once a key, lent to many, the ones unused longest freed first. */

export type KeyedCache<T> = {
  /** Makes the value or takes the made one, and keeps it alive while `work` runs. */
  use<R>(key: string, make: () => Promise<T>, work: (value: T) => Promise<R>): Promise<R>;
  /** Frees everything. Call when nothing is lent any more. */
  dispose(): Promise<void>;
};

/** Keeps up to `capacity` values that nobody uses; more than that only while they are lent. */
export function createKeyedCache<T>(capacity: number, free: (value: T) => Promise<void>): KeyedCache<T> {
  // A Map iterates in order of insertion: re-inserting at each use makes it the order of use.
  const entries = new Map<string, { value: Promise<T>; nUsers: number }>();

  const trim = async (nKept: number): Promise<void> => {
    for (const [key, entry] of [...entries]) {
      if (entries.size <= nKept) return;
      if (entry.nUsers > 0) continue;
      entries.delete(key);
      await free(await entry.value);
    }
  };

  return {
    use: async (key, make, work) => {
      const entry = entries.get(key) ?? { value: make(), nUsers: 0 };
      entries.delete(key);
      entries.set(key, entry);
      entry.nUsers++;
      let value: T;
      try {
        value = await entry.value;
      } catch (error) {
        // A failure is not kept: the user may mend the folder and ask again.
        if (entries.get(key) === entry) entries.delete(key);
        throw error;
      }
      try {
        return await work(value);
      } finally {
        entry.nUsers--;
        await trim(capacity);
      }
    },
    dispose: () => trim(0),
  };
}
