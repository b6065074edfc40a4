/** The loss chart: uPlot in the colours of the editor's theme. The table beside it holds the same points for readers without the picture. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatLoss } from '../../src/protocol/trainingWords.ts';
import type { PlotColumns } from './plotData.ts';

export type LossChart = { update(columns: PlotColumns): void };

/** Draws into `container` and follows its width and the theme. */
export function createLossChart(container: HTMLElement): LossChart {
  let columns: PlotColumns = [[], [], []];
  let chart = draw(container, columns);
  new ResizeObserver(() => chart.setSize(size(container))).observe(container);
  // The editor changes variables on <html> and classes on <body> when the theme changes; the canvas must be drawn anew.
  const repaint = new MutationObserver(() => {
    chart.destroy();
    chart = draw(container, columns);
  });
  repaint.observe(document.documentElement, { attributeFilter: ['style', 'class'] });
  repaint.observe(document.body, { attributeFilter: ['class'] });
  return {
    update: (next) => {
      columns = next;
      chart.setData(next);
    },
  };
}

function draw(container: HTMLElement, columns: PlotColumns): uPlot {
  const text = color('--vscode-foreground', 'CanvasText');
  // Borders of high contrast themes are as bright as the curves: a grid must stay behind them.
  const grid = `color-mix(in srgb, ${text} 15%, transparent)`;
  const axis: uPlot.Axis = {
    stroke: text,
    font: `12px ${color('--vscode-font-family', 'sans-serif')}`,
    grid: { stroke: grid, width: 1 / devicePixelRatio },
    ticks: { stroke: grid, width: 1 / devicePixelRatio },
  };
  const loss = (_: uPlot, value: number | null): string => (value === null ? '–' : formatLoss(value));
  return new uPlot(
    {
      ...size(container),
      scales: { x: { time: false } },
      series: [
        { label: 'Step' },
        {
          label: 'Training loss',
          stroke: color('--vscode-charts-blue', 'LinkText'),
          width: 1.5,
          value: loss,
          points: {
            show: (plot) => plot.data[0].length < FEW_POINTS,
            size: 5,
            fill: color('--vscode-editor-background', 'Canvas'),
          },
          spanGaps: true,
        },
        {
          label: 'Validation loss',
          stroke: color('--vscode-charts-orange', 'Highlight'),
          width: 2,
          value: loss,
          points: { show: true, size: 7, fill: color('--vscode-charts-orange', 'Highlight') },
          spanGaps: true,
        },
      ],
      axes: [
        { ...axis, label: 'Step', labelSize: 20, size: 36, incrs: WHOLE_STEPS },
        { ...axis, label: 'Loss', labelSize: 20, size: 52 },
      ],
      cursor: { drag: { x: false, y: false } },
      legend: { live: true },
    },
    columns,
    container,
  );
}

/** As many points get a dot each; more would hide the line. */
const FEW_POINTS = 50;

/** Steps are whole: ticks at 1, 2, 5, 10, 20, 50, … */
const WHOLE_STEPS = Array.from({ length: 7 }, (_, power) => [1, 2, 5].map((n) => n * 10 ** power)).flat();

const size = (container: HTMLElement): { width: number; height: number } => ({
  width: Math.max(200, container.clientWidth),
  height: container.clientWidth < 500 ? 220 : 320,
});

function color(variable: string, otherwise: string): string {
  const value = getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
  return value === '' ? otherwise : value;
}
