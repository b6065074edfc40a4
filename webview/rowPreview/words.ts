/** What the preview says of a row, in words. */
import type { LensView, PreviewLens, SectionView } from '../../src/protocol/rowPreview.ts';

export const formatCount = (n: number): string => n.toLocaleString('en-US');

export const counted = (n: number, word: string): string => `${formatCount(n)} ${word}${n === 1 ? '' : 's'}`;

/** "24 tokens: 12 trained, 9 context, 3 cut off at 512 (2 of them trained)". */
function lensWords({ nTokens, nTrained, nCut, nTrainedCut, maxLength }: LensView): string {
  const nContext = nTokens - nCut - nTrained;
  const cut =
    nCut === 0
      ? ''
      : `, ${formatCount(nCut)} cut off at ${formatCount(maxLength)} (${formatCount(nTrainedCut)} of them trained)`;
  return `${counted(nTokens, 'token')}: ${formatCount(nTrained)} trained, ${formatCount(nContext)} context${cut}`;
}

export function lensNote(lens: PreviewLens): string {
  if (lens.kind === 'waiting') return 'Counting tokens…';
  return lens.kind === 'none'
    ? lens.reason
    : `${lensWords(lens.lens)} · ${lens.lens.base}, template ${lens.lens.template}`;
}

export const SECTION_TITLES: Record<SectionView['kind'], string> = {
  conversation: 'Conversation',
  chosen: 'Chosen answer',
  rejected: 'Rejected answer',
};

/** For screen readers, when another row is shown. */
export function rowWords(row: number, nRows: number, nProblems: number): string {
  return `Row ${formatCount(row)} of ${formatCount(nRows)}, ${nProblems === 0 ? 'no problems' : counted(nProblems, 'problem')}.`;
}
