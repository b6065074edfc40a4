/** What a screen reader hears: a few whole sentences in order, never every token. */

/** At least this long between two announcements: a reader that is interrupted all the time says nothing. */
const PAUSE_MS = 1500;

export type Announcer = { readonly element: HTMLElement; say(text: string): void };

export function createAnnouncer(): Announcer {
  const element = document.createElement('div');
  element.className = 'visually-hidden';
  element.setAttribute('role', 'status');
  element.setAttribute('aria-live', 'polite');
  let waiting: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const speak = (): void => {
    timer = undefined;
    if (waiting.length === 0) return;
    element.textContent = waiting.join(' ');
    waiting = [];
    timer = setTimeout(speak, PAUSE_MS);
  };

  return {
    element,
    say: (text) => {
      waiting.push(text);
      if (timer === undefined) speak();
    },
  };
}
