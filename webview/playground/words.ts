/** A pane's state in words. */
import { formatCount } from '../../src/protocol/trainingWords.ts';
import type { Pane } from '../../src/protocol/playground.ts';

type Stop = NonNullable<Pane['answer']>['stop'];

/** Why an answer ended. */
const STOP_WORDS: Record<Stop, string> = {
  'end-of-turn': 'ended by itself',
  'max-tokens': 'cut at the token limit',
  'context-full': 'cut: the context is full',
  cancelled: 'stopped',
};

const STATE_WORDS: Record<Pane['state'], string> = {
  empty: '',
  waiting: 'Waiting for its turn',
  loading: 'Loading the model',
  answering: 'Answering',
  done: 'Done',
  failed: 'Failed',
};

/** One line: "Answering · 12 tokens", or "24 tokens · 0.8 s · 30 tokens/s · ended by itself". */
export function describePane(pane: Pane): string {
  const tokens = pane.nTokens === 1 ? '1 token' : `${formatCount(pane.nTokens)} tokens`;
  if (pane.state === 'answering') return `${STATE_WORDS.answering} · ${tokens}`;
  if (pane.answer === null) return STATE_WORDS[pane.state];
  const { stop, milliseconds } = pane.answer;
  const seconds = `${(milliseconds / 1000).toFixed(1)} s`;
  const speed = milliseconds > 0 ? ` · ${formatCount((pane.nTokens * 1000) / milliseconds)} tokens/s` : '';
  return `${tokens} · ${seconds}${speed} · ${STOP_WORDS[stop]}`;
}
