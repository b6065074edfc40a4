/** Compiled sessions by key, built when first needed; the least recently used are released when they are too many or too large. */
import type { Session } from './session.ts';

type CacheLimits = {
  nSession: number;
  /** Of all sessions together, as estimated; the one in use may be larger. */
  bytes: number;
};

export class SessionCache {
  readonly #limits: CacheLimits;
  readonly #sessions = new Map<string, { session: Session; bytes: number }>();
  #bytes = 0;

  constructor(limits: CacheLimits) {
    this.#limits = limits;
  }

  /** `bytes`: what the session will hold between runs. */
  async get(key: string, bytes: number, build: () => Promise<Session>): Promise<Session> {
    const known = this.#sessions.get(key);
    if (known !== undefined) {
      this.#sessions.delete(key); // inserted again: a Map keeps the order of insertion
      this.#sessions.set(key, known);
      return known.session;
    }
    await this.#makeRoom(bytes);
    const session = await build();
    this.#sessions.set(key, { session, bytes });
    this.#bytes += bytes;
    return session;
  }

  release(): Promise<void> {
    return this.#releaseWhile(() => true);
  }

  #makeRoom(bytes: number): Promise<void> {
    const limits = this.#limits;
    return this.#releaseWhile(() => this.#sessions.size >= limits.nSession || this.#bytes + bytes > limits.bytes);
  }

  async #releaseWhile(isTooMuch: () => boolean): Promise<void> {
    for (const [key, { session, bytes }] of this.#sessions) {
      if (!isTooMuch()) return;
      this.#sessions.delete(key);
      this.#bytes -= bytes;
      await session.release();
    }
  }
}
