/** A brief in words for a terminal. */
import { formatAmount } from '../common/amount.ts';
import { printableLine } from '../common/printable.ts';
import type { TaskCoverage } from '../dataset/brief/coverage.ts';
import type { Brief, BriefTone } from '../dataset/brief/fields.ts';

export function briefLines(path: string, brief: Brief, coverage: TaskCoverage | undefined): string {
  const { audience, tasks = [], tone = {}, unacceptable = [] } = brief;
  const width = Math.max(0, ...[...tasks, ...unacceptable].map(({ id }) => id.length));
  const lines = [
    path,
    ...(audience === undefined ? [] : [`  for: ${audience}`]),
    ...titled(
      'tasks',
      tasks.map(({ id, description, share }, i) => {
        const rows = coverage === undefined ? targetWords(share) : rowWords(coverage.tasks[i]!);
        return `${id.padEnd(width)}  ${description}${rows === '' ? '' : ` [${rows}]`}`;
      }),
    ),
    ...(coverage === undefined ? [] : otherRows(coverage)),
    ...titled('tone', toneWords(tone)),
    ...titled(
      'unacceptable',
      unacceptable.map(
        ({ id, description, reply }) =>
          `${id.padEnd(width)}  ${description}${reply === undefined ? '' : ` Reply: "${reply}"`}`,
      ),
    ),
  ];
  return lines.map((line) => `${printableLine(line)}\n`).join('');
}

const titled = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => `    ${line}`)];

const percent = (share: number): string => `${Number((share * 100).toFixed(share < 0.1 ? 1 : 0))} %`;
const rowCount = (n: number): string => `${formatAmount(n)} ${n === 1 ? 'row' : 'rows'}`;

const targetWords = (share: number | undefined): string => (share === undefined ? '' : `target ${percent(share)}`);

function rowWords({ task, nRows, share, nWanted }: TaskCoverage['tasks'][number]): string {
  const target = task.share === undefined ? '' : `, target ${percent(task.share)}`;
  return `${rowCount(nRows)}, ${percent(share)}${target}${nWanted > 0 ? `, ${nWanted} more wanted` : ''}`;
}

function otherRows({ nNone, nUnknown, nUnread }: TaskCoverage): string[] {
  return [
    ...(nNone === 0 ? [] : [`    ${rowCount(nNone)} without a task`]),
    ...(nUnknown === 0 ? [] : [`    ${rowCount(nUnknown)} of tasks that the brief does not have`]),
    ...(nUnread === 0 ? [] : [`    ${rowCount(nUnread)} that cannot be read, in no count`]),
  ];
}

function toneWords({ register, person, maxWords, mustPhrases = [], mustNotPhrases = [] }: BriefTone): string[] {
  const quoted = (phrases: readonly string[]): string => phrases.map((phrase) => `"${phrase}"`).join(', ');
  return [
    ...(register === undefined ? [] : [`register: ${register}`]),
    ...(person === undefined ? [] : [`person: ${person}`]),
    ...(maxWords === undefined ? [] : [`at most ${maxWords} words`]),
    ...(mustPhrases.length === 0 ? [] : [`always: ${quoted(mustPhrases)}`]),
    ...(mustNotPhrases.length === 0 ? [] : [`never: ${quoted(mustNotPhrases)}`]),
  ];
}
