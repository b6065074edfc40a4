/** `tunewright schema`: the JSON schemas that rows, recipes and briefs are checked with, for other tools. */
import { errors } from '../common/errors.ts';
import { PRODUCT } from '../common/product.ts';
import { closest } from '../common/spelling.ts';
import { briefSchema } from '../dataset/brief/schema.ts';
import { FORMAT_IDS, type FormatId } from '../dataset/formats.ts';
import { formatSchema } from '../dataset/schema.ts';
import { recipeSchema } from '../recipe/schema.ts';
import type { CliCommand } from './command.ts';
import { parseOptions } from './parse.ts';

const SCHEMAS = new Map<string, () => object>([
  ...FORMAT_IDS.map((id: FormatId): [string, () => object] => [id, () => formatSchema(id)]),
  ['recipe', recipeSchema],
  ['brief', briefSchema],
]);
const NAMES = [...SCHEMAS.keys()];

const USAGE = `Usage: ${PRODUCT.command} schema NAME

Prints a JSON schema (draft-07): of one row of a dataset, of a recipe (*.tune.json) or of a brief (*.brief.json). The other rules
look at more than one field or row, which a schema cannot say.

Names: ${NAMES.join(', ')}
`;

export const schemaCommand: CliCommand = {
  name: 'schema',
  summary: 'print the JSON schema of a format, a recipe or a brief',
  usage: USAGE,
  run(args, io) {
    const { positionals } = parseOptions('schema', { args, allowPositionals: true });
    const [name = '', ...others] = positionals;
    const known = `Known are ${NAMES.join(', ')}.`;
    if (name === '' || others.length > 0) throw errors.usage('Name one schema.', known);
    const schema = SCHEMAS.get(name);
    if (schema === undefined) {
      const meant = closest(name, NAMES);
      throw errors.usage(`There is no schema "${name}".`, meant === undefined ? known : `Did you mean "${meant}"?`);
    }
    io.stdout(`${JSON.stringify(schema(), null, 2)}\n`);
    return Promise.resolve(0);
  },
};
