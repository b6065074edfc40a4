/** Expanding the selection: the text in a string, the string, the pair, the object or list, the row. */
import { findNodeAtOffset, type Node } from 'jsonc-parser';
import type { SelectionRange } from 'vscode-languageserver/node';
import type { Position } from '../dataset/read.ts';
import { placeOf, treeOf, wholePlace } from '../rules/locate.ts';
import type { Place } from '../rules/rule.ts';
import { offsetIn, rangeIn, toRange, type LanguageDocument } from './document.ts';

export function selectionRangeAt(document: LanguageDocument, place: Position): SelectionRange {
  const row = document.rowAt(place);
  const here = { startLine: place.line, startColumn: place.column, endLine: place.line, endColumn: place.column };
  if (row === undefined) return { range: toRange(here) };
  const { text, value } = row.facts;
  const places = [wholePlace(text)];
  // Only valid rows are of a depth that a parser can walk.
  const tree = value === undefined ? undefined : treeOf(text);
  if (tree !== undefined) places.push(...placesAround(tree, offsetIn(row, place)));
  let result: SelectionRange | undefined;
  let last: Place | undefined;
  for (const inner of places) {
    if (inner.start === last?.start && inner.end === last.end) continue;
    result = { range: rangeIn(row, inner), ...(result === undefined ? {} : { parent: result }) };
    last = inner;
  }
  return result ?? { range: toRange(here) };
}

/** From the outermost to the innermost. */
function placesAround(tree: Node, offset: number): Place[] {
  const places: Place[] = [];
  for (let node = findNodeAtOffset(tree, offset, true); node !== undefined; node = node.parent) {
    const place = placeOf(node);
    const isInside = node.type === 'string' && offset > place.start && offset < place.end;
    if (isInside) places.push({ start: place.start + 1, end: place.end - 1 });
    places.push(place);
  }
  return places.reverse();
}
