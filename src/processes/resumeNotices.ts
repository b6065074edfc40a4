/** What somebody who resumes a run should know, as its `health` events. */
import type { FoundCheckpoint } from '../runs/checkpoints.ts';
import { currentVersions, type Manifest } from '../runs/manifest.ts';
import type { TrainingEvent } from '../training/events.ts';

export function resumeNotices(manifest: Manifest, { damaged }: FoundCheckpoint, step: number): TrainingEvent[] {
  const notice = (code: string, message: string): TrainingEvent => ({ type: 'health', step, code, message, rows: [] });
  const notices = damaged.map((name) =>
    notice('checkpoint-damaged', `The checkpoint ${name} is damaged and was passed over.`),
  );
  const then = manifest.versions;
  const now = currentVersions();
  const changed = (['node', 'onnxruntime', 'platform'] as const).filter((key) => then[key] !== now[key]);
  if (changed.length === 0) return notices;
  const list = changed.map((key) => `${key} ${then[key]} is now ${now[key]}`).join(', ');
  return [...notices, notice('version-changed', `Since the run began, ${list}: the last bits may differ.`)];
}
