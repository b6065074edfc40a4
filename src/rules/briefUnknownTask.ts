/** brief-unknown-task: a row's task is not one of the brief's. */
import { closest } from '../common/spelling.ts';
import { NO_TASK, TASK_FIELD, UNKNOWN_TASK } from '../dataset/brief/compiled.ts';
import { quoted, type Rule } from './rule.ts';

export const briefUnknownTask: Rule = {
  code: 'brief-unknown-task',
  severity: 'warning',
  title: "A row's task is not one of the brief's",
  consequence: 'Trainers do not read it; the row counts for no task, so the shares of the brief cannot be kept.',
  fix: "Name one of the brief's tasks, add the task to the brief, or give its tasks keywords that fit.",
  brief:
    '{"tasks": [{"id": "orders", "description": "Answers questions about orders."}, {"id": "returns", "description": "Explains returns."}]}\n',
  bad: '{"instruction": "Where is it?", "output": "On its way.", "task": "order"}\n{"instruction": "May I send it back?", "output": "Yes, within 30 days.", "task": "returns"}\n{"instruction": "Is it paid?", "output": "Yes, on Monday.", "task": "orders"}\n',
  good: '{"instruction": "Where is it?", "output": "On its way.", "task": "orders"}\n{"instruction": "May I send it back?", "output": "Yes, within 30 days.", "task": "returns"}\n',
  row: ({ brief, task, fields, at }) => {
    if (brief === undefined || task !== UNKNOWN_TASK) return [];
    const ids = (brief.brief.tasks ?? []).map(({ id }) => id);
    const given = fields?.[TASK_FIELD];
    const meant = typeof given === 'string' ? closest(given, ids) : undefined;
    const place = at('value', [TASK_FIELD]);
    const hint = meant === undefined ? `It has ${listed(ids)}.` : `Did you mean "${meant}"?`;
    return [
      {
        message: `The brief has no task ${quoted(given)}: the row counts for none. ${hint}`,
        place,
        ...(meant === undefined
          ? {}
          : { fixes: [{ title: `Change to "${meant}"`, edits: [{ place, text: JSON.stringify(meant) }] }] }),
      },
    ];
  },
  *file({ brief, rows, rangeOf }) {
    if (brief?.brief === undefined || (brief.brief.tasks ?? []).length === 0) return;
    let first: number | undefined;
    let nRows = 0;
    for (let index = 0; index < rows.length; index++) {
      if (!rows.hasFields(index) || rows.task(index) !== NO_TASK) continue;
      first ??= index;
      nRows++;
    }
    if (first === undefined) return;
    yield {
      severity: 'information',
      message: `${nRows} ${nRows === 1 ? 'row is' : 'rows are'} about no task of the brief, this one first: no field "task", and no keyword of a task in the prompt.`,
      range: rangeOf(first, rows.mark(first)),
    };
  },
};

const listed = (ids: readonly string[]): string => {
  const shown = ids.slice(0, 8).map((id) => `"${id}"`);
  return shown.join(', ') + (ids.length > shown.length ? ` and ${ids.length - shown.length} more` : '');
};
