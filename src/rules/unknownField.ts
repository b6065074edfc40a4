/** unknown-field: a field that the format does not have. A likely slip is marked where it stands, any other once a file. */
import { isJsonObject, type JsonValue } from '../common/json.ts';
import type { Path } from '../dataset/columns.ts';
import { MEDIA } from '../dataset/media.ts';
import type { Fix, RowContext, Rule } from './rule.ts';

export const unknownField: Rule = {
  code: 'unknown-field',
  severity: 'information',
  title: 'A field that the format does not have',
  consequence: 'Trainers ignore it; a misspelt field is silently lost.',
  fix: 'Correct the name, or leave the field if it is a note of yours.',
  bad: '{"instruction": "Say hello.", "imput": "In French.", "output": "Bonjour !"}\n',
  good: '{"instruction": "Say hello.", "input": "In French.", "output": "Bonjour !"}\n',
  row: (context) => {
    const { unknownFields, format, at } = context;
    const slips = unknownFields.flatMap(({ path, meant }) => (meant === undefined ? [] : [{ path, meant }]));
    const rivals = new Map<string, Path[]>();
    const rivalsOf = (path: Path, meant: string): Path[] => {
      const key = JSON.stringify([...path.slice(0, -1), meant]);
      const known = rivals.get(key) ?? [];
      rivals.set(key, known);
      return known;
    };
    for (const { path, meant } of slips) rivalsOf(path, meant).push(path);
    return slips.map(({ path, meant }) => ({
      severity: 'warning' as const,
      message: `The format ${format} has no field "${String(path.at(-1))}": trainers ignore it. Did you mean "${meant}"?`,
      place: at('key', path),
      fixes: () => renaming(context, path, meant, rivalsOf(path, meant)),
    }));
  },
  file: ({ rows, format, rangeOf, placeOfUnknown }) => {
    const firsts = new Map<string, { index: number; nRows: number }>();
    for (let index = 0; index < rows.length; index++)
      for (const label of rows.unknownLabels(index)) {
        const first = firsts.get(label);
        if (first === undefined) firsts.set(label, { index, nRows: 1 });
        else first.nRows++;
      }
    return [...firsts].map(([label, { index, nRows }]) => ({
      message: MEDIA.has(label)
        ? `"${label}" is for models that see or hear: LLaMA-Factory and TRL read it for those, training here leaves it out (in ${nRows} ${nRows === 1 ? 'row' : 'rows'}).`
        : `The format ${format} has no field "${label}": trainers ignore it (in ${nRows} ${nRows === 1 ? 'row' : 'rows'}).`,
      range: rangeOf(index, placeOfUnknown(index, label)),
    }));
  },
};

/** Of more fields that may be one nobody knows which is meant. */
const MAX_RIVALS = 5;

/** Surely meant is a field that the row must have and has not, by the only field that may be it. */
function renaming(
  { row, fields, schemaErrors, at }: RowContext,
  path: Path,
  meant: string,
  rivals: readonly Path[],
): Fix[] {
  const around = path.slice(0, -1);
  if (rivals.length > MAX_RIVALS || valueAt(fields, [...around, meant]) !== undefined) return [];
  const isMissing = schemaErrors.some(
    (error) => error.kind === 'missing' && error.field === meant && error.path.join() === around.join(),
  );
  // One of several takes the name; the others are written as they are, so that they are not renamed along with it.
  const others = rivals.filter((other) => other !== path).map((other) => at('key', other));
  return [
    {
      title: `Rename it to "${meant}"`,
      ...(isMissing && others.length === 0 ? { isSafe: true } : {}),
      edits: [
        { place: at('key', path), text: JSON.stringify(meant) },
        ...others.map((place) => ({ place, text: row.text.slice(place.start, place.end) })),
      ],
    },
  ];
}

function valueAt(fields: JsonValue | undefined, path: Path): JsonValue | undefined {
  let value = fields;
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)];
    else value = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}
