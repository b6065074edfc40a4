/** Own column names on the command line: `question=instruction,answer=output`. */
import { errors } from '../common/errors.ts';

/** Column to field. Throws UserError `usage`. */
export function parseColumns(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => pair.split('=').map((part) => part.trim()));
  const bad = pairs.find((pair) => pair.length !== 2 || pair.includes(''));
  if (bad !== undefined)
    throw errors.usage(
      `"${bad.join('=')}" is no pair of a column and a field.`,
      'Write --columns question=instruction,answer=output.',
    );
  return Object.fromEntries(pairs.map(([from, to]) => [from!, to!]));
}
