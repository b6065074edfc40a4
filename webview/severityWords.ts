/** How severe a problem is, in words. */
import type { CodeStatistics } from '../src/protocol/statistics.ts';

export const SEVERITY_WORDS: Record<CodeStatistics['severity'], string> = {
  error: 'Error',
  warning: 'Warning',
  information: 'Note',
};
