/** node:util's parseArgs, with its complaints in a user's words. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { errors } from '../common/errors.ts';

type Parsed<T extends ParseArgsConfig> = ReturnType<typeof parseArgs<T>>;

/** Strict. Throws UserError `usage`, which names `command` for help. */
export function parseOptions<const T extends ParseArgsConfig>(command: string, config: T): Parsed<T> {
  try {
    return parseArgs(config);
  } catch (error) {
    // Node adds advice on "--" that helps nobody here.
    const [complaint] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw errors.usage(`${complaint!.replace(/\.$/, '')}.`, `Run "tunewright ${command} --help" for its options.`);
  }
}
