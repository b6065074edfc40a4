/** All features of the language server. */
import { codeActions } from './codeActions.ts';
import { codeLens } from './codeLens.ts';
import { completion } from './completion.ts';
import { documentSymbols } from './documentSymbols.ts';
import type { Feature } from './feature.ts';
import { fullReport } from './fullReport.ts';
import { hover } from './hover.ts';
import { lens } from './lens.ts';
import { rowPreview } from './rowPreview.ts';
import { selectionRanges } from './selectionRanges.ts';
import { statistics } from './statistics.ts';
import { tokens } from './tokens.ts';

export const FEATURES: readonly Feature[] = [
  completion,
  hover,
  documentSymbols,
  selectionRanges,
  codeLens,
  codeActions,
  fullReport,
  lens,
  rowPreview,
  statistics,
  tokens,
];
