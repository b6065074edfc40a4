/**
 * The wire between the editor and the planner child, over the child's IPC channel: `plan` is answered by `planned`, then
 * `start`, if it comes, by `started`; either by `failure`, which ends the child. Both sides are of one build.
 */
import type { RunSummary } from './preflight.ts';

export type ToPlanner =
  /** `settings` as a recipe names them; `text`: an editor's unsaved document, read instead of the file. */
  | { type: 'plan'; settings: Record<string, unknown>; text: string | null }
  /** Go ahead with what was planned; `.tunewright/` goes into `workspace`. */
  | { type: 'start'; workspace: string };

export type FromPlanner =
  | { type: 'planned'; summary: RunSummary }
  | { type: 'started'; folder: string }
  | { type: 'failure'; code: string; message: string; next: string };
