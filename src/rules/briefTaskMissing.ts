/** brief-task-missing: a task of the brief has no rows, or far fewer than was decided. */
import { taskCoverage } from '../dataset/brief/coverage.ts';
import { countRows } from '../dataset/runs.ts';
import type { Rule } from './rule.ts';

/** Shares of fewer rows say little: the file has only been begun. */
const MIN_ROWS = 20;
/** Far below: less than this part of the target. */
const FAR = 0.5;

export const briefTaskMissing: Rule = {
  code: 'brief-task-missing',
  severity: 'warning',
  title: 'A task of the brief has no rows, or too few',
  consequence: 'The model is not taught what it is for: it answers such requests as the base model does.',
  fix: 'Write rows about the task; rows say it in their field "task", or by its keywords.',
  brief:
    '{"tasks": [{"id": "orders", "description": "Answers questions about orders."}, {"id": "returns", "description": "Explains returns."}]}\n',
  bad: '{"instruction": "Where is it?", "output": "On its way.", "task": "orders"}\n',
  good: '{"instruction": "Where is it?", "output": "On its way.", "task": "orders"}\n{"instruction": "May I send it back?", "output": "Yes, within 30 days.", "task": "returns"}\n',
  *file({ brief, rows, runs, rangeOf }) {
    if (brief?.brief === undefined) return;
    const coverage = taskCoverage(brief.brief, rows, countRows(rows, runs));
    if (coverage.nRows === 0) return;
    for (const { task, nRows, share, nWanted } of coverage.tasks) {
      const target = task.share ?? 0;
      if (nRows > 0 && (coverage.nRows < MIN_ROWS || share >= target * FAR || nWanted < 2)) continue;
      if (nRows === 0 && task.share === 0) continue;
      const found =
        nRows === 0
          ? `${coverage.nUnread === 0 ? 'No row' : 'No row that can be read'} is about the task "${task.id}" of the brief`
          : `${percent(share)} of the rows (${nRows}) are about the task "${task.id}", the brief wants ${percent(target)}`;
      const next = nWanted > 1 ? `Write about ${nWanted} more.` : 'Write some, or take it out of the brief.';
      yield { message: `${found}: the model is not taught it. ${next}`, range: rangeOf(0, rows.mark(0)) };
    }
  },
};

const percent = (share: number): string => `${Number((share * 100).toFixed(share < 0.1 ? 1 : 0))} %`;
