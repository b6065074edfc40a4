/** empty-output: what should be learnt is empty. */
import { isBlankText } from '../common/blankText.ts';
import type { JsonObject } from '../common/json.ts';
import type { FormatId } from '../dataset/formats.ts';
import { removeThisRow, type RowContext, type Rule } from './rule.ts';

const TARGETS: Partial<Record<FormatId, string>> = { alpaca: 'output', completion: 'completion', text: 'text' };

export const emptyOutput: Rule = {
  code: 'empty-output',
  severity: 'error',
  title: 'An empty answer',
  consequence: 'The model learns to say nothing, or the trainer leaves the row out.',
  fix: 'Write the answer, or remove the row.',
  bad: '{"instruction": "Say hello.", "output": ""}\n',
  good: '{"instruction": "Say hello.", "output": "Hello!"}\n',
  row: (context) => {
    const { fields, format, schemaErrors, turns, at } = context;
    if (fields === undefined || format === 'unknown' || schemaErrors.length > 0) return [];
    if (turns !== undefined) return emptyMessages(context);
    const key = TARGETS[format];
    return key !== undefined && isEmpty(fields, key)
      ? [
          {
            message: `"${key}" is empty: there is nothing to learn from this row. Fill it or remove the row.`,
            place: at('value', [key]),
            fixes: [removeThisRow],
          },
        ]
      : [];
  },
};

const isEmpty = (fields: JsonObject, key: string): boolean => {
  const value = fields[key];
  return typeof value === 'string' && isBlankText(value);
};

/** One empty answer among others is a warning; a row with no other is one of zero-signal's. */
function emptyMessages({ turns, at }: RowContext): ReturnType<NonNullable<Rule['row']>> {
  return (turns ?? []).flatMap((turn) =>
    turn.trained && isBlankText(turn.content) && turn.unsupported === undefined
      ? [
          {
            severity: 'warning' as const,
            message: 'This assistant message is empty: the model learns to say nothing here. Write it or remove it.',
            place: at('value', turn.contentPath),
            fixes: [removeThisRow],
          },
        ]
      : [],
  );
}
