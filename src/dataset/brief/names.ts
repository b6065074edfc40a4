/** Which files may be the brief of a dataset. */
import { basename, dirname, join, relative, sep } from 'node:path';

export const BRIEF_ENDING = '.brief.json';

/** The brief of every dataset in its folder and below that has none of its own. */
export const DEFAULT_BRIEF = `tunewright${BRIEF_ENDING}`;

/** What stands between a dataset's name and ".jsonl" and says only its format. */
const MARKS = /(?:\.(?:instruct|instruction|sft|chat|alpaca|sharegpt|dpo|kto))+$/i;
const ENDINGS = [/\.gz$/i, /\.(?:jsonl|ndjson|json)$/i];

/**
 * Paths to look at, the first that exists is it: `shop.train.jsonl` has `shop.train.brief.json` or `shop.brief.json` beside it, so that
 * files made from another keep its brief; else `tunewright.brief.json` in its folder or one above it, up to `root` where that holds it.
 */
export function briefPaths(dataset: string, root?: string): string[] {
  const folder = dirname(dataset);
  const own = stems(nameOf(dataset)).map((stem) => join(folder, stem + BRIEF_ENDING));
  return [...own, ...foldersUpTo(folder, root).map((above) => join(above, DEFAULT_BRIEF))];
}

/** The brief that a new dataset of this name gets. */
export const newBriefPath = (dataset: string): string =>
  join(dirname(dataset), nameOf(dataset).replace(MARKS, '') + BRIEF_ENDING);

const nameOf = (dataset: string): string =>
  ENDINGS.reduce((rest, ending) => rest.replace(ending, ''), basename(dataset));

/** The name, then without its last part, and so on. */
function stems(name: string): string[] {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? [name] : [name, ...stems(name.slice(0, dot))];
}

function foldersUpTo(folder: string, root: string | undefined): string[] {
  const way = root === undefined ? '' : relative(root, folder);
  if (root === undefined || way === '' || way.startsWith('..')) return [folder];
  const steps = way.split(sep);
  return steps.map((_, i) => join(root, ...steps.slice(0, steps.length - i))).concat(root);
}
