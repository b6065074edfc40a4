/** What is asked before rows with errors are removed. Pure. */
import { formatCount } from '../../protocol/trainingWords.ts';

export function removalWords(
  name: string,
  nRows: number,
  nRemoved: number,
  nMended: number,
): { question: string; detail: string } {
  const of = `${formatCount(nRemoved)} of ${formatCount(nRows)} row${nRows === 1 ? '' : 's'}`;
  const mended =
    nMended <= 0
      ? ''
      : nMended === nRemoved
        ? `Safe fixes mend ${nMended === 1 ? 'it' : 'all of them'}, and nothing need be removed. `
        : `Safe fixes mend ${formatCount(nMended)} of them, which then need not be removed. `;
  const kept = nRemoved === 1 ? 'The removed row is' : 'Removed rows are';
  return {
    question: `Remove ${of} from ${name}?`,
    detail: `${mended}${kept} kept in a file beside the dataset; that file stays when you undo.`,
  };
}

export function fixedWords(name: string, nLeft: number): string {
  const left =
    nLeft === 0
      ? 'No row has errors now'
      : `${formatCount(nLeft)} row${nLeft === 1 ? '' : 's'} with errors ${nLeft === 1 ? 'is' : 'are'} left`;
  return `Fixed the safe problems of ${name}. ${left}.`;
}
