/** What `tunewright train` was asked: its flags, checked. */
import { resolve } from 'node:path';
import { errors } from '../common/errors.ts';
import { readRecipeFile } from '../recipe/file.ts';
import { recipeFlags, recipeFromFlags } from '../recipe/flags.ts';
import type { RecipeInput, ResolvedRecipe } from '../recipe/recipe.ts';
import { parseOptions, resolveSettings } from './parse.ts';

export type TrainRequestOptions = {
  json: boolean;
  /** The trainer runs as a process of its own, and the command ends once it has begun. */
  detach: boolean;
  nodePath: string | undefined;
} & (
  | { kind: 'resume'; run: string }
  | {
      kind: 'new';
      resolved: ResolvedRecipe;
      out: string | undefined;
      workspace: string | undefined;
      dryRun: boolean;
      /** The dataset's text comes on standard input: an editor's unsaved document. */
      stdin: boolean;
    }
);

const FLAGS = {
  out: { type: 'string' },
  workspace: { type: 'string' },
  resume: { type: 'string' },
  'node-path': { type: 'string' },
  json: { type: 'boolean' },
  detach: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  stdin: { type: 'boolean' },
} as const;

const HELP = 'Run "tunewright train --help" for its options.';

export async function parseTrainOptions(args: string[]): Promise<TrainRequestOptions> {
  const { values, positionals } = parse(args);
  const text = (name: keyof typeof FLAGS) => values[name] as string | undefined;
  const isSet = (name: keyof typeof FLAGS) => values[name] === true;
  const common = { json: isSet('json'), detach: isSet('detach'), nodePath: text('node-path') };

  const run = text('resume');
  if (run !== undefined) {
    const others = Object.keys(values).filter((name) => !['resume', 'json', 'detach', 'node-path'].includes(name));
    if (others.length > 0 || positionals.length > 0)
      throw errors.usage(
        `A resumed run keeps its settings; ${others.map((name) => `--${name}`).join(', ') || positionals.join(' ')} cannot be given.`,
        HELP,
      );
    return { ...common, kind: 'resume', run: resolve(run) };
  }

  if (positionals.length > 1) throw errors.usage(`One recipe file at a time, not ${positionals.join(' ')}.`, HELP);
  if (isSet('dry-run') && isSet('detach')) throw errors.usage('--dry-run starts nothing to detach.', HELP);
  const [file] = positionals;
  if (file !== undefined && !/\.json$/i.test(file))
    throw errors.usage(`${file} is not a recipe, whose name ends in .json.`, `Did you mean --dataset ${file}?`);
  const inputs: RecipeInput[] = file === undefined ? [] : [await readRecipeFile(file)];
  inputs.push({ source: 'flag', values: withAbsolutePaths(recipeFromFlags(values)) });
  const resolved = resolveSettings('train', inputs);
  const out = text('out');
  const workspace = text('workspace');
  if (out !== undefined && workspace !== undefined)
    throw errors.usage('--out names the run folder, --workspace lets us name it: give one of them.', HELP);
  return { ...common, kind: 'new', resolved, out, workspace, dryRun: isSet('dry-run'), stdin: isSet('stdin') };
}

function parse(args: string[]): { values: Record<string, string | boolean | undefined>; positionals: string[] } {
  return parseOptions('train', { args, options: { ...recipeFlags(), ...FLAGS }, allowPositionals: true });
}

/** A run may be resumed from anywhere. */
function withAbsolutePaths(values: Record<string, unknown>): Record<string, unknown> {
  const { dataset, base } = values;
  return {
    ...values,
    ...(typeof dataset === 'string' && dataset !== '' ? { dataset: resolve(dataset) } : {}),
    ...(typeof base === 'string' && base !== '' && base !== 'embedded' ? { base: resolve(base) } : {}),
  };
}
