/** What the playground shows, from the extension's messages. Pure: the page draws it. */
import type { Pane, PlaygroundView, ToPlayground } from '../../src/protocol/playground.ts';

/** The view after a message, or `stale` when the message does not follow what is held. */
export function receive(view: PlaygroundView | null, message: ToPlayground): PlaygroundView | 'stale' {
  if (message.type === 'snapshot') return message.view;
  if (view === null) return 'stale';
  if (message.type === 'pane') return withPane(view, message.side, message.pane);
  const pane = view.panes[message.side];
  if (pane.text.length !== message.from) return 'stale';
  return withPane(view, message.side, { ...pane, text: pane.text + message.text, nTokens: message.nTokens });
}

const withPane = (view: PlaygroundView, side: keyof PlaygroundView['panes'], pane: Pane): PlaygroundView => ({
  ...view,
  panes: { ...view.panes, [side]: pane },
});

/** An answer is under way. */
export const isBusy = (pane: Pane): boolean =>
  pane.state === 'waiting' || pane.state === 'loading' || pane.state === 'answering';

/** The number a person typed, if it is a count of tokens. */
export function parseMaxTokens(text: string): number | undefined {
  const count = /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : 0;
  return count >= 1 ? count : undefined;
}
