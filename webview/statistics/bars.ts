/** Tables whose numbers are also drawn as bars. Screen readers get the table alone. */
import type { Distribution } from '../../src/protocol/statistics.ts';
import { quantileWords } from '../../src/protocol/statisticsWords.ts';
import { make } from '../dom.ts';
import { binRows, countRows, limitLine } from './view.ts';

/** `target`: where a wanted share is marked. */
export function bar(share: number, target?: number): HTMLElement {
  const fill = make('span', 'fill');
  fill.style.width = `${100 * Math.min(1, share)}%`;
  const element = make('span', share === 0 ? 'bar none' : 'bar', [fill]);
  if (target !== undefined) {
    const mark = make('span', 'target');
    mark.style.insetInlineStart = `${100 * Math.min(1, target)}%`;
    element.append(mark);
  }
  element.setAttribute('aria-hidden', 'true');
  return element;
}

export function heading(text: string, scope: 'row' | 'col', className = ''): HTMLTableCellElement {
  const cell = make('th', className, text);
  cell.scope = scope;
  return cell;
}

/** A head for screen readers; what the columns are is plain to see. */
const hiddenHead = (labels: readonly string[]): HTMLElement =>
  make('thead', 'visually-hidden', [
    make(
      'tr',
      '',
      labels.map((label) => heading(label, 'col')),
    ),
  ]);

/** Rows by length: least, median, 95 % and most above, one row a bin, the maximum length as a line of its own. */
export function histogram(title: string, unit: string, distribution: Distribution, limit: number | null): HTMLElement {
  const quantiles = make(
    'dl',
    'quantiles',
    quantileWords(distribution).map(({ label, value }) =>
      make('div', '', [make('dt', '', label), make('dd', '', value)]),
    ),
  );
  const bins = binRows(distribution, limit).map(({ label, value, share, isOver }) =>
    make('tr', isOver ? 'over' : '', [
      heading(label, 'row'),
      make('td', 'bar-cell', [bar(share)]),
      make('td', share === 0 ? 'number zero' : 'number', value),
    ]),
  );
  const line = limit === null ? null : limitLine(distribution, limit);
  if (line !== null) {
    const cell = make('td', '', [make('span', '', line.words)]);
    cell.colSpan = 3;
    bins.splice(line.after + 1, 0, make('tr', 'limit', [cell]));
  }
  const caption = make('caption', 'visually-hidden', `${title}: rows by length in ${unit}`);
  return make('section', 'card histogram', [
    make('h3', '', [title, make('span', 'unit', `in ${unit}`)]),
    quantiles,
    make('table', 'bars', [caption, hiddenHead([`Length in ${unit}`, 'Bar', 'Rows']), make('tbody', '', bins)]),
  ]);
}

/** Counts by name. */
export function countTable(title: string, of: string, counts: Readonly<Record<string, number>>): HTMLElement {
  const rows = countRows(counts).map(({ label, value, share, part }) =>
    make('tr', '', [
      heading(label, 'row', 'name'),
      make('td', 'bar-cell', [bar(share)]),
      make('td', 'number', value),
      make('td', 'number part', part),
    ]),
  );
  return make('section', '', [
    make('h3', '', title),
    make('table', 'bars', [
      make('caption', 'visually-hidden', title),
      hiddenHead([of, 'Bar', 'Number', 'Share']),
      make('tbody', '', rows),
    ]),
  ]);
}
