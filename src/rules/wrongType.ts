/** wrong-type: a field has a value of a kind that trainers cannot use there. */
import { toolsOf } from '../dataset/samples.ts';
import { typeFixes } from './typeFixes.ts';
import type { Finding, RowContext, Rule } from './rule.ts';

export const wrongType: Rule = {
  code: 'wrong-type',
  severity: 'error',
  title: 'A value of the wrong type',
  consequence: 'Trainers stop at it, or train on its printed form.',
  fix: 'Write the value as the message says.',
  bad: '{"instruction": "2 + 2?", "output": 4}\n',
  good: '{"instruction": "2 + 2?", "output": "4"}\n',
  row: (context) => [
    ...context.schemaErrors.flatMap((error) =>
      error.kind === 'type'
        ? [
            {
              message: `"${error.path.join('.')}" must be ${error.expected}: trainers stop at anything else.`,
              place: context.at('value', error.path),
              fixes: () => typeFixes(context, error),
            },
          ]
        : [],
    ),
    ...tools(context),
    ...unsupported(context),
  ],
};

function tools({ fields, turns, at }: RowContext): Finding[] {
  if (turns === undefined || toolsOf(fields?.['tools']) !== undefined) return [];
  return [{ message: '"tools" must be a list, or that list as JSON in a string.', place: at('value', ['tools']) }];
}

/** Other trainers may take such a message; ours says that it leaves the row out. */
function unsupported({ turns, at }: RowContext): Finding[] {
  return (turns ?? []).flatMap((turn) =>
    turn.unsupported?.code !== 'wrong-type'
      ? []
      : [
          {
            severity: 'warning' as const,
            message: `This message has ${turn.unsupported.what}: the row is left out of training here.`,
            place: at('value', turn.unsupported.path),
          },
        ],
  );
}
