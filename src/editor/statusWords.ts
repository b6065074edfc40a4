/** What the status bar says of a dataset, in words. Pure. */
import type { StatusParams } from '../protocol/languageServer.ts';
import { formatCount } from '../protocol/trainingWords.ts';

type Status = Omit<StatusParams, 'uri' | 'version'>;

/** Nothing is counted that is not shown. */
export function statusText(status: Status): string {
  const { format, nRows, isShown, suggestedColumns } = status;
  const found = isShown ? problemWords(status) : suggestedColumns === undefined ? 'not checked' : 'map columns?';
  return `${format === 'unknown' ? 'unknown format' : format} · ${counted(nRows, 'row')} · ${found}`;
}

export function statusTooltip({ format, isShown, suggestedColumns }: Status, isChosen: boolean): string {
  if (format !== 'unknown')
    return `Dataset format: ${format}${isChosen ? ', chosen by you' : ', found from the rows'}.\nClick to choose another format, own columns or the base model.`;
  const unchecked = isShown ? '' : ', so they are not checked as a dataset';
  const next =
    suggestedColumns === undefined
      ? 'Click to choose a format, or to map own columns.'
      : `Click to read ${columnWords(suggestedColumns)}.`;
  return `The rows fit no known format${unchecked}.\n${next}`;
}

/** "question" as instruction, "answer" as output. */
export const columnWords = (columns: Readonly<Record<string, string>>): string =>
  Object.entries(columns)
    .map(([column, field]) => `"${column}" as ${field}`)
    .join(', ');

export const counted = (n: number, word: string): string => `${formatCount(n)} ${word}${n === 1 ? '' : 's'}`;

function problemWords({ nErrors, nWarnings, nNotes }: Status): string {
  const n = nErrors + nWarnings + nNotes;
  return n === 0 ? 'no problems' : counted(n, 'problem');
}
