/** missing-field: a field that the format asks for is not there. */
import type { Path } from '../dataset/columns.ts';
import { fieldsAt } from '../dataset/schema.ts';
import { nodeAt } from './locate.ts';
import { insertMember, nameOf } from './memberEdits.ts';
import type { Fix, RowContext, Rule } from './rule.ts';

export const missingField: Rule = {
  code: 'missing-field',
  severity: 'error',
  title: 'A field is missing',
  consequence: 'Trainers stop with a KeyError, or train on an empty text.',
  fix: 'Add the field.',
  bad: '{"instruction": "Say hello.", "output": "Hello!"}\n{"instruction": "Say bye."}\n',
  good: '{"instruction": "Say hello.", "output": "Hello!"}\n{"instruction": "Say bye.", "output": "Bye!"}\n',
  row: (context) => {
    const { schemaErrors, format, at } = context;
    return schemaErrors.flatMap((error) =>
      error.kind === 'missing'
        ? [
            {
              message: `The field "${error.field}" is missing here; rows of the format ${format} need it, and trainers stop without it. Add it.`,
              place: at('brace', error.path),
              fixes: () => fixesOf(context, error),
            },
          ]
        : [],
    );
  },
};

type Missing = { path: Path; field: string };

/** The field with an empty value, for its writer to fill; a yes or no is theirs to choose. */
function fixesOf({ row, columns, format }: RowContext, { path, field }: Missing): Fix[] {
  const object = nodeAt(row, columns, path);
  if (format === 'unknown' || object?.type !== 'object') return [];
  const present = new Set(object.children?.map(nameOf));
  // Own columns keep their names, also in the order.
  const written = (name: string): string => {
    const column = path.length > 0 ? undefined : Object.keys(columns).find((column) => columns[column] === name);
    return column !== undefined && (present.has(column) || name === field) ? column : name;
  };
  const shape = fieldsAt(format, path);
  const order = [...shape.keys()].map(written);
  const key = written(field);
  return valuesOf(shape.get(field) ?? []).map((value) => ({
    title: `Insert "${key}": ${value}`,
    edits: [insertMember(object, key, value, order)],
  }));
}

function valuesOf(types: readonly string[]): string[] {
  if (types.length === 0 || types.includes('string')) return ['""'];
  if (types.includes('boolean')) return ['true', 'false'];
  if (types.includes('array')) return ['[]'];
  return types.includes('object') ? ['{}'] : [];
}
