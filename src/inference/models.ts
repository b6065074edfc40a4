/** The models in memory: base weights once, adapters over them, those unused longest let go first. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errors } from '../common/errors.ts';
import { resolveBase } from '../weights/modelFolder.ts';
import type { ModelRef } from './answer.ts';
import type { ChatModel } from './chat.ts';
import { createKeyedCache } from './keyedCache.ts';
import { loadBase, type LoadedBase, type RankedAdapter } from './loadedBase.ts';

export type ModelStore = {
  /** Loads the model, or takes the loaded one, and lends it to `work`. Throws the UserErrors of loading. */
  use<T>(ref: ModelRef, work: (model: ChatModel) => Promise<T>): Promise<T>;
  /** Frees the sessions. Call when nothing is lent any more. */
  dispose(): Promise<void>;
};

/** A base and a fully tuned model are asked side by side. */
const N_BASES = 2;
const N_ADAPTERS = 4;

export function createModelStore(threads: number): ModelStore {
  const bases = createKeyedCache<LoadedBase>(N_BASES, (base) => base.dispose());
  const adapters = createKeyedCache<RankedAdapter>(N_ADAPTERS, () => Promise.resolve());

  return {
    use: async (ref, work) => {
      const folder = resolveBase(ref.base);
      const baseKey = await folderKey(folder);
      return bases.use(
        baseKey,
        () => loadBase(folder, threads),
        async (base) => {
          const { adapter } = ref;
          if (adapter === undefined) return work(await base.model());
          return adapters.use(
            `${baseKey} ${await folderKey(adapter)}`,
            () => base.readAdapter(adapter),
            async (loaded) => work(await base.model(loaded)),
          );
        },
      );
    },
    dispose: async () => {
      await adapters.dispose();
      await bases.dispose();
    },
  };
}

/** The folder and the state of its files: a folder that was written anew is another model. */
async function folderKey(folder: string): Promise<string> {
  try {
    const names = (await readdir(folder)).sort();
    const files = await Promise.all(names.map((name) => stat(join(folder, name))));
    return JSON.stringify([folder, names, files.map((file) => [file.size, file.mtimeMs])]);
  } catch (error) {
    throw errors.fileNotFound(folder, error);
  }
}
