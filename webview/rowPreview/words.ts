/** What the preview says of a row, in words. */
import type { LensView, PreviewLens, RowView, SectionView } from '../../src/protocol/rowPreview.ts';

export const formatCount = (n: number): string => n.toLocaleString('en-US');

export const counted = (n: number, word: string): string => `${formatCount(n)} ${word}${n === 1 ? '' : 's'}`;

/** "24 tokens: 12 trained, 9 context, 3 cut off at 512 (2 would be trained); 6 are the template's". */
function lensWords({ nTokens, nTrained, nCut, nTrainedCut, maxLength, texts }: LensView, hasMore: boolean): string {
  const nContext = nTokens - nCut - nTrained;
  const ofCut = nTrainedCut === nCut ? 'all would be trained' : `${formatCount(nTrainedCut)} would be trained`;
  const cut =
    nCut === 0
      ? ''
      : `, ${formatCount(nCut)} cut off at ${formatCount(maxLength)}${nTrainedCut === 0 ? '' : ` (${ofCut})`}`;
  const nOwn = nTokens - Object.values(texts).reduce((sum, text) => sum + text.nTokens, 0);
  const whose = hasMore ? "in the template's marks, tools and calls" : "in the template's own marks";
  const own = nOwn <= 0 ? '' : `; ${formatCount(nOwn)} of them ${whose}`;
  return `${counted(nTokens, 'token')}: ${formatCount(nTrained)} trained, ${formatCount(nContext)} context${cut}${own}`;
}

export function lensNote(lens: PreviewLens, { body }: Pick<RowView, 'body'>): string {
  // Of a line that is no row there is nothing to count.
  if (body.kind === 'blank') return '';
  if (lens.kind === 'waiting') return 'Counting tokens…';
  if (lens.kind === 'none') return lens.reason;
  const hasMore =
    body.kind === 'row' &&
    (body.tools.length > 0 || body.sections.some(({ messages }) => messages.some(({ blocks }) => blocks.length > 0)));
  return `${lensWords(lens.lens, hasMore)} · ${lens.lens.base}, template ${lens.lens.template}`;
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
