/** How the rows of a dataset are spread over the tasks of its brief, and how far that is from what was decided. */
import { NO_TASK, UNKNOWN_TASK, UNREAD_TASK } from './compiled.ts';
import type { Brief, BriefTask } from './fields.ts';

export type TaskCoverage = {
  tasks: readonly {
    task: BriefTask;
    nRows: number;
    /** Of all rows that could be read. */
    share: number;
    /** So many rows more would bring it to its target share; 0 where it has that, or none. */
    nWanted: number;
  }[];
  /** Rows that could be read. */
  nRows: number;
  /** Rows without a task: they name none, and no keyword fits. */
  nNone: number;
  /** Rows that name a task which the brief does not have. */
  nUnknown: number;
  /** Rows that could not be read; they are in none of the other numbers. */
  nUnread: number;
};

/** What is kept of every row; src/rules/rowTable.ts is one. */
export type TaskColumn = {
  readonly length: number;
  hasFields: (index: number) => boolean;
  task: (index: number) => number;
};

/** `nAll`: the rows of the file, those that cannot be read too; one over several lines counts once. */
export function taskCoverage({ tasks = [] }: Brief, rows: TaskColumn, nAll: number): TaskCoverage {
  const counts = new Map<number, number>();
  let nRows = 0;
  for (let index = 0; index < rows.length; index++) {
    const task = rows.task(index);
    if (!rows.hasFields(index) || task === UNREAD_TASK) continue;
    nRows++;
    counts.set(task, (counts.get(task) ?? 0) + 1);
  }
  return {
    tasks: tasks.map((task, i) => {
      const n = counts.get(i + 1) ?? 0;
      return { task, nRows: n, share: nRows === 0 ? 0 : n / nRows, nWanted: wanted(task.share ?? 0, n, nRows) };
    }),
    nRows,
    nNone: counts.get(NO_TASK) ?? 0,
    nUnknown: counts.get(UNKNOWN_TASK) ?? 0,
    nUnread: Math.max(0, nAll - nRows),
  };
}

/** x with (n + x) / (nRows + x) = share. */
function wanted(share: number, n: number, nRows: number): number {
  if (share >= 1) return nRows - n;
  return Math.max(0, Math.ceil((share * nRows - n) / (1 - share) - 1e-9));
}
