/** Seeded pseudo-random numbers whose whole state is a number pair, so that a checkpoint can carry it. */

/** State of the generator; plain data, stored in checkpoints. */
type RandomState = { a: number; b: number; c: number; d: number };

/** sfc32 (Chris Doty-Humphrey, PractRand): small, fast, 128 bits of state. */
export type Random = {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
  /** Uniform integer in [0, n). */
  integer(n: number): number;
  /** Standard normal (Box-Muller, one value a call). */
  normal(): number;
  state(): RandomState;
};

/** A stream of its own for each (seed, purpose): drawing from one never shifts another. */
export function seededRandom(seed: number, purpose: string): Random {
  let hash = 2166136261 ^ seed; // FNV-1a over the purpose, started from the seed
  for (let i = 0; i < purpose.length; i++) hash = Math.imul(hash ^ purpose.charCodeAt(i), 16777619);
  const random = randomFrom({ a: seed | 0, b: hash | 0, c: (seed / 2 ** 32) | 0, d: 1 });
  for (let i = 0; i < 15; i++) random.next(); // mix the seed in
  return random;
}

function randomFrom(initial: RandomState): Random {
  let { a, b, c, d } = initial;
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return (t >>> 0) / 2 ** 32;
  };
  return {
    next,
    integer: (n) => Math.floor(next() * n),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    state: () => ({ a, b, c, d }),
  };
}

/** Fisher-Yates, in place. */
export function shuffle<T>(items: T[], random: Random): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}
