/** The chart's points as a table, made only while it is open. */
import { formatCount, formatLoss, formatRate } from '../../src/protocol/trainingWords.ts';
import type { TrainingView } from '../../src/protocol/trainingPanel.ts';
import { make, setText } from '../dom.ts';
import { MAX_PLOTTED_STEPS, thin } from './plotData.ts';

export type PointsTable = { element: HTMLElement; update(view: TrainingView): void };

export function createPointsTable(): PointsTable {
  const summary = make('summary', '', 'Show the points as a table');
  const caption = make('caption');
  const body = make('tbody');
  const heading = (label: string): HTMLElement => {
    const cell = make('th', '', label);
    cell.scope = 'col';
    return cell;
  };
  const head = make('thead', '', [
    make(
      'tr',
      '',
      ['Step', 'Epoch', 'Training loss', 'Validation loss', 'Learning rate', 'Gradient norm'].map(heading),
    ),
  ]);
  const scroller = make('div', 'table-scroller', [make('table', '', [caption, head, body])]);
  scroller.tabIndex = 0; // A region that scrolls must be reachable by keyboard.
  scroller.setAttribute('role', 'region');
  scroller.setAttribute('aria-label', 'Points of the run');
  const element = make('details', 'points', [summary, scroller]);
  let view: TrainingView | null = null;

  const fill = (): void => {
    if (!element.open || view === null) return;
    const rows = tableRows(view);
    const nPoint = view.steps.length;
    setText(
      caption,
      nPoint > MAX_PLOTTED_STEPS
        ? `The lowest and highest of every few steps: ${formatCount(rows.length)} rows for ${formatCount(nPoint)} steps.`
        : `${formatCount(nPoint)} steps, ${formatCount(view.evaluations.length)} evaluations.`,
    );
    // Steps are only ever added at the end, but an evaluation may join the last row: keep the rows that are equal.
    rows.forEach((cells, i) => {
      const row = body.rows[i];
      if (row === undefined)
        body.append(
          make(
            'tr',
            '',
            cells.map((cell) => make('td', '', cell)),
          ),
        );
      else cells.forEach((cell, j) => setText(row.cells[j]!, cell));
    });
    while (body.rows.length > rows.length) body.deleteRow(-1);
  };
  element.addEventListener('toggle', fill);
  return {
    element,
    update: (next) => {
      view = next;
      fill();
    },
  };
}

function tableRows(view: TrainingView): string[][] {
  const validation = new Map(view.evaluations.map(({ step, loss }) => [step, formatLoss(loss)]));
  const steps = new Map(thin(view.steps, MAX_PLOTTED_STEPS).map((point) => [point.step, point]));
  const all = [...new Set([...steps.keys(), ...validation.keys()])].sort((a, b) => a - b);
  return all.map((step) => {
    const point = steps.get(step);
    return [
      formatCount(step),
      point === undefined ? '' : formatCount(point.epoch),
      point === undefined ? '' : formatLoss(point.loss),
      validation.get(step) ?? '',
      point === undefined ? '' : formatRate(point.learningRate),
      point === undefined ? '' : formatLoss(point.gradientNorm),
    ];
  });
}
