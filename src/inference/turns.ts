/** One at a time, in order of asking. */
export type Turns = { take<T>(work: () => Promise<T>): Promise<T> };

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take: (work) => {
      const turn = last.then(work);
      // One failure must not fail those who wait behind it.
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
