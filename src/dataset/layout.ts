/** How the rows of a file lie in it: one a line, or as the elements of one JSON array. Whoever reads a dataset asks here. */
import type { JsonValue } from '../common/json.ts';

export type Layout = 'jsonl' | 'json-array';

/** An array starts with `[`, unless its first line is a whole list of messages on its own, which is a JSONL row. */
export function layoutOf(lines: readonly string[], path: string): Layout {
  const first = lines.find((line) => line.trim() !== '')?.trim();
  return first?.startsWith('[') === true && isArrayStart(first, lines, path) ? 'json-array' : 'jsonl';
}

function isArrayStart(first: string, lines: readonly string[], path: string): boolean {
  try {
    const value = JSON.parse(first) as JsonValue;
    if (!Array.isArray(value)) return false;
    const isMessages = value.length > 0 && value.every((item) => isMessage(item));
    return !isMessages && isOnlyLine(lines);
  } catch {
    // In a file of this name a list that is cut off or misspelt is a faulty row, rather than an array.
    const isJsonl = /\.jsonl(\.gz)?$/i.test(path);
    return !isJsonl || first === '[' || /^\[\s*\{\s*$/.test(first);
  }
}

const isOnlyLine = (lines: readonly string[]): boolean => lines.filter((line) => line.trim() !== '').length === 1;
const isMessage = (value: JsonValue): boolean =>
  typeof value === 'object' && value !== null && 'role' in value && ('content' in value || 'tool_calls' in value);
