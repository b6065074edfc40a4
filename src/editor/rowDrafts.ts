/** Texts of the row preview that are not written into their rows, kept with the workspace: a closed panel loses none. */
import type { Memento } from 'vscode';
import type { Draft } from '../protocol/rowPreview.ts';

const KEY = 'tunewright.rowDrafts';

export type KeptDrafts = { get: () => Draft[]; set: (drafts: Draft[]) => Promise<void> };

export function createKeptDrafts(memory: Memento): KeptDrafts {
  return {
    get: () => memory.get<Draft[]>(KEY) ?? [],
    set: async (drafts) => memory.update(KEY, drafts.length === 0 ? undefined : drafts),
  };
}
