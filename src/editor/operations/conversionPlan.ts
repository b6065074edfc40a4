/** What `tunewright convert --dry-run --json` says a conversion would do, read with care, and in words for people. Pure. */
import { isJsonObject } from '../../common/json.ts';
import { formatCount } from '../../protocol/trainingWords.ts';
import { parsed, readSummary, type Summary } from './summary.ts';

type Change = {
  effect: 'lost' | 'trained' | 'rewritten' | 'refused' | 'remark';
  message: string;
  nRows: number;
  firstRow: number;
};

export type ConversionPlan = { from: string; changes: Change[]; summary: Summary };

/** Throws UserError `child-failed` when it is not what we expect. */
export function readConversionPlan(text: string): ConversionPlan {
  const summary = readSummary(text);
  const value = parsed(text);
  const { from, losses, unconvertible, remarks } = isJsonObject(value) ? value : {};
  const changes = [
    ...[...listOf(losses), ...listOf(unconvertible)].flatMap((item) => readChange(item) ?? []),
    ...listOf(remarks).flatMap((item) => readChange(item, 'remark') ?? []),
  ];
  return { from: typeof from === 'string' ? from : '', changes, summary };
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function readChange(value: unknown, otherwise: 'refused' | 'remark' = 'refused'): Change | undefined {
  if (!isJsonObject(value)) return undefined;
  const { effect, message, nRows, firstRow } = value;
  if (typeof message !== 'string' || typeof nRows !== 'number' || typeof firstRow !== 'number') return undefined;
  const known = effect === 'lost' || effect === 'trained' || effect === 'rewritten' ? effect : otherwise;
  return { effect: known, message, nRows, firstRow };
}

const HEADS: Record<Change['effect'], string> = {
  lost: 'Lost',
  trained: 'Trained otherwise',
  rewritten: 'Written otherwise',
  refused: 'Not converted',
  remark: 'For the trainer',
};

/** One line a change, what is lost first. */
export function changeWords({ changes }: ConversionPlan): string[] {
  return changes.map(({ effect, message, nRows, firstRow }) => {
    const rows =
      nRows === 1 ? `row ${formatCount(firstRow)}` : `${formatCount(nRows)} rows, first ${formatCount(firstRow)}`;
    return `${HEADS[effect]} (${rows}): ${message}`;
  });
}

/** Whether something goes that nobody gets back: what is written in another way is all there. */
export const losesSomething = ({ changes }: ConversionPlan): boolean =>
  changes.some(({ effect }) => effect !== 'rewritten' && effect !== 'remark');

/** Where everything goes. `names`: of the plan's outputs, in their order. */
export function placeWords({ summary }: ConversionPlan, names: readonly string[]): string {
  const place = ({ rows }: { rows: number }, i: number): string =>
    `${formatCount(rows)} row${rows === 1 ? '' : 's'} to ${names[i] ?? ''}`;
  const [results, aside] = [false, true].map((isAside) =>
    summary.outputs.flatMap((output, i) => ((output.what !== undefined) === isAside ? [place(output, i)] : [])),
  );
  const rest = aside!.length === 0 ? '' : ` What cannot be converted goes there: ${aside!.join(', ')}.`;
  return `Writes ${results!.join(', ')}.${rest} Your file stays as it is.`;
}
