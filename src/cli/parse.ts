/** Flags and settings from the command line; complaints are UserErrors `usage`, in a user's words. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { errors, UserError } from '../common/errors.ts';
import { closest } from '../common/spelling.ts';
import type { Columns } from '../dataset/columns.ts';
import { FORMAT_IDS, type FormatId } from '../dataset/formats.ts';
import { knownFields } from '../dataset/schema.ts';
import { parseColumns } from '../recipe/columns.ts';
import { resolveRecipe, type RecipeInput, type ResolvedRecipe } from '../recipe/recipe.ts';

const helpOf = (command: string): string => `Run "tunewright ${command} --help" for its options.`;

/** resolveRecipe for what stood on the command line. Throws UserError `usage` for settings that are not valid. */
export function resolveSettings(command: string, inputs: readonly RecipeInput[]): ResolvedRecipe {
  try {
    return resolveRecipe(inputs);
  } catch (error) {
    throw error instanceof UserError ? errors.usage(error.message, helpOf(command)) : error;
  }
}

/** What a command cannot even read is misuse: nothing was done. */
export function asMisuse<T>(reading: Promise<T>): Promise<T> {
  return reading.catch((error: unknown) => {
    throw error instanceof UserError ? errors.usage(error.message, error.next) : error;
  });
}

type Parsed<T extends ParseArgsConfig> = ReturnType<typeof parseArgs<T>>;

/** Strict. Throws UserError `usage`, which names `command` for help. */
export function parseOptions<const T extends ParseArgsConfig>(command: string, config: T): Parsed<T> {
  try {
    return parseArgs(config);
  } catch (error) {
    // Node adds advice on "--" that helps nobody here.
    const [complaint] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw errors.usage(`${complaint!.replace(/\.$/, '')}.`, helpOf(command));
  }
}

/** `--columns COLUMN=FIELD,…` for reading rows. Throws UserError `usage`, also for a field that no format has. */
export function parseOwnColumns(text: string): Columns {
  const columns = parseColumns(text);
  const known = [...new Set(FORMAT_IDS.flatMap(knownFields))];
  for (const field of Object.values(columns)) {
    if (known.includes(field)) continue;
    const meant = closest(field, known);
    throw errors.usage(
      `No format has a field "${field}".`,
      meant === undefined ? `Fields are ${known.join(', ')}.` : `Did you mean "${meant}"?`,
    );
  }
  return columns;
}

/** A format by its id. Throws UserError `usage`. */
export function parseFormat(name: string): FormatId {
  const format = FORMAT_IDS.find((id) => id === name);
  if (format === undefined) throw errors.usage(`There is no format "${name}".`, `Known are ${FORMAT_IDS.join(', ')}.`);
  return format;
}
