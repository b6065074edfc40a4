/** Which brief a command uses for a dataset: the one that is named, the one beside the file, or none. */
import { errors } from '../common/errors.ts';
import { findBrief, readBriefFile, type BriefFile } from '../dataset/brief/find.ts';
import { BRIEF_ENDING, DEFAULT_BRIEF } from '../dataset/brief/names.ts';

export const BRIEF_HELP = `NAME${BRIEF_ENDING}, else ${DEFAULT_BRIEF} there or above`;

/** `path` and `none`: what `--brief` and `--no-brief` say. Throws UserError `usage` where they say both. */
export function briefChoice(options: {
  path: string | undefined;
  none: boolean;
}): (dataset: string) => Promise<BriefFile | undefined> {
  const { path, none } = options;
  if (none && path !== undefined) throw errors.usage('--brief and --no-brief exclude each other.', 'Give one of them.');
  if (none) return () => Promise.resolve(undefined);
  if (path !== undefined) return () => readBriefFile(path);
  return (dataset) => findBrief(dataset, process.cwd());
}
