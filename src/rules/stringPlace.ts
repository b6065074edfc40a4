/** Places within a string of a row, from places in what the string says. */
import { stringPlaces } from '../dataset/stringPlaces.ts';
import type { Place } from './rule.ts';

/** `literal`: where the JSON string stands in the row's text, quotes included. `part`: offsets in its value. */
export function placeInString(text: string, literal: Place, part: Place): Place {
  const starts = stringPlaces(text, literal.start)?.starts;
  const start = starts?.[part.start];
  const end = starts?.[part.end];
  return start === undefined || end === undefined ? literal : { start, end };
}
