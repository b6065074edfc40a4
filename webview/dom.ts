/** Building pages from plain elements: text is always set as text, never parsed as markup. */

/** An element with a class, text or children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  content: string | (string | Node)[] = [],
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  if (typeof content === 'string') element.textContent = content;
  else element.append(...content);
  return element;
}

/** The page's root element; its absence is a defect of the page, not of its data. */
export function root(): HTMLElement {
  const element = document.getElementById('root');
  if (element === null) throw new Error('The page has no #root.');
  return element;
}

/** Sets text only where it changed, so that screen readers and selections are left alone. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
