/** Code lens: one line above the file that says what it is and offers what can be done with it. */
import type { CodeLens } from 'vscode-languageserver/node';
import type { CheckResult } from '../rules/datasetCheck.ts';

/** Titles by command; only those that the client can run are shown. */
const ACTIONS: readonly [command: string, title: string][] = [
  ['tunewright.fineTune', 'Fine-tune'],
  ['tunewright.checkDataset', 'Check'],
  ['tunewright.showStatistics', 'Statistics'],
  ['tunewright.convertDataset', 'Convert…'],
];

/** What a click on the summary shows. */
const SHOW_PROBLEMS = 'tunewright.showFullReport';

/** `nTrainedTokens`: of the rows that were counted; undefined where no base model counts. */
type Summary = Pick<CheckResult, 'nRows' | 'counts' | 'format'> & { nTrainedTokens: number | undefined };

export function codeLenses(
  { nRows, counts, format, nTrainedTokens }: Summary,
  uri: string,
  commands: ReadonlySet<string>,
): CodeLens[] {
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const nProblems = counts.errors + counts.warnings + counts.information;
  const words = [
    format === 'unknown' ? 'unknown format' : format,
    amount(nRows, 'row'),
    ...(nTrainedTokens === undefined ? [] : [amount(nTrainedTokens, 'trained token')]),
    nProblems === 0 ? 'no problems' : amount(nProblems, 'problem'),
  ];
  const isLink = nProblems > 0 && commands.has(SHOW_PROBLEMS);
  const summary = { title: words.join(' · '), command: isLink ? SHOW_PROBLEMS : '', arguments: isLink ? [uri] : [] };
  const actions = ACTIONS.filter(([command]) => commands.has(command));
  return [
    { range, command: summary },
    ...actions.map(([command, title]) => ({ range, command: { title, command, arguments: [uri] } })),
  ];
}

const amount = (n: number, word: string): string => `${n.toLocaleString('en-US')} ${word}${n === 1 ? '' : 's'}`;
