/** missing-field: a field that the format asks for is not there. */
import type { Rule } from './rule.ts';

export const missingField: Rule = {
  code: 'missing-field',
  severity: 'error',
  title: 'A field is missing',
  consequence: 'Trainers stop with a KeyError, or train on an empty text.',
  fix: 'Add the field.',
  bad: '{"instruction": "Say hello.", "output": "Hello!"}\n{"instruction": "Say bye."}\n',
  good: '{"instruction": "Say hello.", "output": "Hello!"}\n{"instruction": "Say bye.", "output": "Bye!"}\n',
  row: ({ schemaErrors, format, at }) =>
    schemaErrors.flatMap((error) =>
      error.kind === 'missing'
        ? [
            {
              message: `The field "${error.field}" is missing here; rows of the format ${format} need it, and trainers stop without it. Add it.`,
              place: at('brace', error.path),
            },
          ]
        : [],
    ),
};
