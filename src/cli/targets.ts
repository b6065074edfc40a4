/** `--target NAME,…`: the trainers that a dataset is meant for. */
import { errors } from '../common/errors.ts';
import { closest } from '../common/spelling.ts';
import type { Target } from '../targets/target.ts';
import { TARGETS } from '../targets/targets.ts';

export const TARGET_NAMES: string = TARGETS.map(({ id }) => id).join(', ');

/** Throws UserError `usage` for a name that is none. */
export function parseTargets(text: string): Target[] {
  return text.split(',').map((part) => {
    const name = part.trim();
    const target = TARGETS.find(({ id }) => id === name);
    if (target !== undefined) return target;
    const meant = closest(
      name,
      TARGETS.map(({ id }) => id),
    );
    throw errors.usage(
      `There is no target "${name}".`,
      meant === undefined ? `Known are ${TARGET_NAMES}.` : `Did you mean "${meant}"?`,
    );
  });
}
