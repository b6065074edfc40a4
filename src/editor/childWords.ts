/** What the command line says of a failure, for people who did not type the command. Pure. */
import { basename, isAbsolute } from 'node:path';

/** Files go by their names, and what could be typed is left out. */
export function childWords(message: string, args: readonly string[]): string {
  const paths = args.filter((arg) => isAbsolute(arg)).sort((a, b) => b.length - a.length);
  const named = paths.reduce((text, path) => text.replaceAll(path, basename(path)), message);
  const sentences = named.split(/(?<=[.!?])\s+(?=[A-Z"])/);
  const kept = sentences.filter(
    (sentence, i) => i === 0 || !/(?:^|\s)--[a-z]/.test(sentence) || sentence.includes('tunewright.'),
  );
  return kept.join(' ');
}
