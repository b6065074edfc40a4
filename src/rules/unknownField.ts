/** unknown-field: a field that the format does not have. A likely slip is marked where it stands, any other once a file. */
import type { Rule } from './rule.ts';

export const unknownField: Rule = {
  code: 'unknown-field',
  severity: 'information',
  title: 'A field that the format does not have',
  consequence: 'Trainers ignore it; a misspelt field is silently lost.',
  fix: 'Correct the name, or leave the field if it is a note of yours.',
  bad: '{"instruction": "Say hello.", "imput": "In French.", "output": "Bonjour !"}\n',
  good: '{"instruction": "Say hello.", "input": "In French.", "output": "Bonjour !"}\n',
  row: ({ unknownFields, format, at }) =>
    unknownFields.flatMap(({ path, meant }) =>
      meant === undefined
        ? []
        : [
            {
              severity: 'warning' as const,
              message: `The format ${format} has no field "${String(path.at(-1))}": trainers ignore it. Did you mean "${meant}"?`,
              place: at('key', path),
            },
          ],
    ),
  file: ({ rows, format, rangeOf, placeOfUnknown }) => {
    const firsts = new Map<string, { index: number; nRows: number }>();
    for (let index = 0; index < rows.length; index++)
      for (const label of rows.unknownLabels(index)) {
        const first = firsts.get(label);
        if (first === undefined) firsts.set(label, { index, nRows: 1 });
        else first.nRows++;
      }
    return [...firsts].map(([label, { index, nRows }]) => ({
      message: `The format ${format} has no field "${label}": trainers ignore it (in ${nRows} ${nRows === 1 ? 'row' : 'rows'}).`,
      range: rangeOf(index, placeOfUnknown(index, label)),
    }));
  },
};
