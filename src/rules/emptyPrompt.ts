/** empty-prompt: nothing was asked. */
import { isBlankText } from '../common/blankText.ts';
import type { JsonObject } from '../common/json.ts';
import type { Finding, RowContext, Rule } from './rule.ts';

export const emptyPrompt: Rule = {
  code: 'empty-prompt',
  severity: 'warning',
  title: 'An empty prompt',
  consequence: 'The model learns to give this answer to nothing at all, or out of the blue.',
  fix: 'Write what was asked, or remove the row. For raw continuation without a prompt use the format text.',
  bad: '{"instruction": "", "input": "", "output": "Hello!"}\n',
  good: '{"instruction": "Say hello.", "input": "", "output": "Hello!"}\n',
  row: (context) => {
    const { fields, format, schemaErrors, turns, at } = context;
    if (fields === undefined || schemaErrors.length > 0) return [];
    if (turns !== undefined) return emptyMessages(context);
    const key = format === 'alpaca' ? 'instruction' : 'prompt';
    // An instruction may be left to the input.
    const isMissing = isBlank(fields, key) && (format !== 'alpaca' || !hasText(fields, 'input'));
    return isMissing
      ? [
          {
            message: `"${key}" is empty: the model learns to give this answer to nothing at all. Write what was asked, or remove the row.`,
            place: at('value', [key]),
          },
        ]
      : [];
  },
};

const isBlank = (fields: JsonObject, key: string): boolean => {
  const value = fields[key];
  return typeof value === 'string' && isBlankText(value);
};

const hasText = (fields: JsonObject, key: string): boolean => {
  const value = fields[key];
  return typeof value === 'string' && !isBlankText(value);
};

/** Messages with parts that are no text are not empty. */
function emptyMessages({ turns, at }: RowContext): Finding[] {
  return (turns ?? []).flatMap(({ role, content, unsupported, contentPath }) =>
    role === 'user' && isBlankText(content) && unsupported === undefined
      ? [
          {
            message:
              'This user message is empty: the model learns to answer nothing at all. Write what was asked, or remove the row.',
            place: at('value', contentPath),
          },
        ]
      : [],
  );
}
