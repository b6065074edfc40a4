/** Problems by code, the worst first: each leads to what belongs to it, to its first place, and to the page of its rule. */
import type { CodeStatistics, FromStatistics, StatisticsView } from '../../src/protocol/statistics.ts';
import { countWords } from '../../src/protocol/statisticsWords.ts';
import { formatCount } from '../../src/protocol/trainingWords.ts';
import { make } from '../dom.ts';
import { SEVERITY_WORDS } from '../severityWords.ts';

type Post = (message: FromStatistics) => void;

export function problemList(
  { codes }: { codes: readonly CodeStatistics[] },
  titles: StatisticsView['titles'],
  post: Post,
): HTMLElement {
  const list = make(
    'ul',
    'problems',
    codes.map((item) => problemItem(item, titles[item.code] ?? '', post)),
  );
  return make('section', 'card', [
    make('h2', '', 'Problems'),
    codes.length === 0 ? make('p', 'note', 'No problems were found.') : list,
  ]);
}

function problemItem({ code, severity, n, line, column }: CodeStatistics, title: string, post: Post): HTMLElement {
  const show = link(`code-${code}`, code, () => post({ type: 'showProblems', code }));
  show.classList.add('code');
  show.setAttribute('aria-label', `${code}: show ${n === 1 ? 'the problem' : `all ${countWords(n, 'problem')}`}`);
  const place = n === 1 ? `in line ${formatCount(line)}` : `first in line ${formatCount(line)}`;
  const first = link(`first-${code}`, place, () => post({ type: 'reveal', line, column }));
  first.setAttribute('aria-label', `${code}, ${place}: go there`);
  const rule = link(`rule-${code}`, 'About this rule', () => post({ type: 'showRule', code }));
  rule.setAttribute('aria-label', `About this rule: ${code}`);
  return make('li', severity, [
    make('span', 'severity', SEVERITY_WORDS[severity]),
    make('span', 'what', [show, ...(title === '' ? [] : [make('span', 'title', title)])]),
    make('span', 'number', formatCount(n)),
    make('span', 'links', [first, rule]),
  ]);
}

function link(id: string, text: string, onClick: () => void): HTMLButtonElement {
  const element = make('button', 'link', text);
  element.id = id;
  element.type = 'button';
  element.addEventListener('click', onClick);
  return element;
}
