/** A base model in memory: its weights once, and a compiled session for each adapter rank that was asked for. */
import { createDecoderSession, type DecoderAdapter, type DecoderSession } from '../compile/decoder.ts';
import { loadTemplate } from '../prompt/template.ts';
import { loadTokenizer } from '../prompt/tokenizer.ts';
import { readAdapter } from '../weights/adapter.ts';
import { loadModel } from '../weights/modelFolder.ts';
import type { ChatModel } from './chat.ts';
import { createTurns } from './turns.ts';

/** An adapter with its rank, which a session must have room for. */
export type RankedAdapter = DecoderAdapter & { rank: number };

export type LoadedBase = {
  /** The base itself, or with an adapter over it. */
  model(adapter?: RankedAdapter): Promise<ChatModel>;
  /** Throws the UserErrors of an adapter that is damaged or of another base. */
  readAdapter(folder: string): Promise<RankedAdapter>;
  dispose(): Promise<void>;
};

type Session = Pick<DecoderSession, 'newCache' | 'step' | 'dispose'>;

/** Throws the UserErrors of a missing, damaged or unknown model folder. */
export async function loadBase(folder: string, threads: number): Promise<LoadedBase> {
  const [{ config, parameters }, tokenizer, template] = await Promise.all([
    loadModel(folder),
    loadTokenizer(folder),
    loadTemplate(folder),
  ]);
  /** By rank; undefined: no room for an adapter. */
  const sessions = new Map<number | undefined, Promise<Session>>();

  const openSession = async (rank: number | undefined): Promise<Session> => {
    const session = await createDecoderSession(config, parameters, {
      threads,
      ...(rank === undefined ? {} : { lora: { rank } }),
    });
    // A session takes one call at a time; answers side by side take turns, a token each.
    const turns = createTurns();
    return {
      newCache: () => session.newCache(),
      step: (...call) => turns.take(() => session.step(...call)),
      dispose: () => session.dispose(),
    };
  };

  const sessionFor = (rank: number | undefined): Promise<Session> => {
    // The plain base runs on any session: what has room for an adapter needs none.
    const known = rank === undefined ? sessions.values().next().value : sessions.get(rank);
    if (known !== undefined) return known;
    const opened = openSession(rank);
    sessions.set(rank, opened);
    return opened;
  };

  return {
    model: async (adapter) => {
      const session = await sessionFor(adapter?.rank);
      return {
        tokenizer,
        template,
        contextLength: config.maxPosition,
        vocabSize: config.vocabSize,
        newSequence: () => {
          const cache = session.newCache();
          return { feed: (ids) => session.step(cache, ids, adapter) };
        },
      };
    },
    readAdapter: async (folder) => {
      const { parameters: tensors, rank, alpha } = await readAdapter(folder, config);
      return { parameters: tensors, rank, scale: alpha / rank };
    },
    dispose: async () => {
      template.dispose();
      for (const session of sessions.values()) await (await session).dispose();
    },
  };
}
