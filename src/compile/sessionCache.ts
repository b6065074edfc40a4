/** Compiled sessions by key, built when first needed; the least recently used is released when there are too many. */
import type { Session } from './session.ts';

/** Each session has an arena of its own, so their number bounds the memory that shapes cost. */
const MOST_SESSIONS = 12;

export class SessionCache {
  readonly #sessions = new Map<string, Session>();

  async get(key: string, build: () => Promise<Session>): Promise<Session> {
    const known = this.#sessions.get(key);
    this.#sessions.delete(key); // inserted again below: a Map keeps the order of insertion
    const session = known ?? (await build());
    this.#sessions.set(key, session);
    for (const [oldKey, old] of this.#sessions) {
      if (this.#sessions.size <= MOST_SESSIONS) break;
      this.#sessions.delete(oldKey);
      await old.release();
    }
    return session;
  }

  async release(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of sessions) await session.release();
  }
}
