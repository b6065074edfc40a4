/** The contrast of text on a page against what is painted behind it, as WCAG 2 counts it. */
import type { Page } from 'playwright-core';

/** The lowest among the elements of these selectors that show text of their own: their own background counts, half transparent or not. */
export function lowestContrast(page: Page, selectors: readonly string[]): Promise<{ ratio: number; of: string }> {
  return page.evaluate(`(${IN_PAGE})(${JSON.stringify(selectors.join(', '))})`);
}

/** Runs in the page. */
const IN_PAGE = `(selectors) => {
  const parse = (text) => {
    const [r = 0, g = 0, b = 0, a = 1] = (text.match(/[\\d.]+/g) ?? []).map(Number);
    return [r, g, b, a];
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((value, i) => value * a + below[i] * (1 - a));
  const backgroundOf = (element) =>
    element === null
      ? [255, 255, 255]
      : over(parse(getComputedStyle(element).backgroundColor), backgroundOf(element.parentElement));
  const luminance = (color) => {
    const [r, g, b] = color.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let lowest = { ratio: Infinity, of: '' };
  for (const element of document.querySelectorAll(selectors)) {
    if (element.textContent.trim() === '' || element.getClientRects().length === 0) continue;
    const behind = backgroundOf(element);
    const [high, low] = [luminance(over(parse(getComputedStyle(element).color), behind)), luminance(behind)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < lowest.ratio) lowest = { ratio, of: element.tagName + '.' + element.className + ' ' + element.textContent.slice(0, 40) };
  }
  return lowest;
}`;
