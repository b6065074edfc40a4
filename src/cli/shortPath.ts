/** A path as short as it can be said from here. */
import { relative } from 'node:path';

export function shortPath(path: string): string {
  const short = relative('', path) || '.';
  return short.length < path.length && !short.startsWith('..') ? short : path;
}
