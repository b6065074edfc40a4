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

export function codeLenses(
  { nRows, counts, format }: Pick<CheckResult, 'nRows' | 'counts' | 'format'>,
  uri: string,
  commands: ReadonlySet<string>,
): CodeLens[] {
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const nProblems = counts.errors + counts.warnings + counts.information;
  const words = [
    format === 'unknown' ? 'unknown format' : format,
    `${number(nRows)} ${nRows === 1 ? 'row' : 'rows'}`,
    nProblems === 0 ? 'no problems' : `${number(nProblems)} ${nProblems === 1 ? 'problem' : 'problems'}`,
  ];
  const isLink = nProblems > 0 && commands.has(SHOW_PROBLEMS);
  const summary = { title: words.join(' · '), command: isLink ? SHOW_PROBLEMS : '', arguments: isLink ? [uri] : [] };
  const actions = ACTIONS.filter(([command]) => commands.has(command));
  return [
    { range, command: summary },
    ...actions.map(([command, title]) => ({ range, command: { title, command, arguments: [uri] } })),
  ];
}

const number = (n: number): string => n.toLocaleString('en-US');
