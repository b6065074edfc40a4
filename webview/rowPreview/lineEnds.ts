/** Line ends that a text box does not keep: it has only "\n", and the row's text may have others. */

/** The edited text of a box with the line ends of the text that it was filled with; new lines get the kind that the text has first. */
export function withLineEnds(original: string, edited: string): string {
  if (!original.includes('\r')) return edited;
  const units = original.match(/\r\n|[^]/g) ?? [];
  const shown = units.map((unit) => (unit === '\r\n' || unit === '\r' ? '\n' : unit));
  const limit = Math.min(shown.length, edited.length);
  let prefix = 0;
  while (prefix < limit && shown[prefix] === edited[prefix]) prefix++;
  let suffix = 0;
  while (suffix < limit - prefix && shown[shown.length - 1 - suffix] === edited[edited.length - 1 - suffix]) suffix++;
  const lineEnd = /\r\n|\r|\n/.exec(original)?.[0] ?? '\n';
  return (
    units.slice(0, prefix).join('') +
    edited.slice(prefix, edited.length - suffix).replaceAll('\n', lineEnd) +
    units.slice(units.length - suffix).join('')
  );
}
