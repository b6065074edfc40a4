/** Names for files that are made from another: beside it, and with the ending that says what they are. */
import { basename, dirname, join } from 'node:path';

/** Endings by which editors know datasets stay whole. */
const ENDING =
  /((?:\.(?:instruct|instruction|sft|chat|alpaca|sharegpt|dpo|kto))?\.(?:jsonl|ndjson|json|csv|tsv|txt))?(?:\.gz)?$/i;

/** `data.chat.jsonl` and `train` give `data.train.chat.jsonl`; results are plain text, so `.gz` goes. `ending` instead of the file's own. */
export function besidePath(path: string, word: string | undefined, ending?: string): string {
  const name = basename(path);
  const found = ENDING.exec(name)!;
  const stem = name.slice(0, found.index);
  const own = found[1] ?? '';
  const last = ending === undefined ? own : own.replace(/\.\w+$/, '') + ending;
  return join(dirname(path), `${stem}${word === undefined ? '' : `.${word}`}${last}`);
}

/** The same name with a number before its ending: `data.train-2.jsonl`. */
export function numberedPath(path: string, number: number): string {
  const { index } = ENDING.exec(path)!;
  return number < 2 ? path : `${path.slice(0, index)}-${number}${path.slice(index)}`;
}
