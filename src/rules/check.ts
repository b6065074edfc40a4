/** Checks a dataset that was read as a whole; the language server uses DatasetCheck directly, with edits. */
import type { Dataset } from '../dataset/read.ts';
import { DatasetCheck, type CheckOptions, type CheckResult, type ResultOptions } from './datasetCheck.ts';

/** `options`: those the dataset was read with. */
export function checkDataset(
  dataset: Dataset,
  options: CheckOptions = {},
  resultOptions: ResultOptions = {},
): CheckResult {
  const check = datasetCheckOf(dataset, options);
  check.work();
  return check.result(resultOptions);
}

/** The check of a dataset, to be given tokens before it is asked. */
export function datasetCheckOf(dataset: Dataset, options: CheckOptions): DatasetCheck {
  const { lines } = dataset;
  const check = new DatasetCheck(options, { ...dataset, startOf: (index) => lines[index]!.start });
  check.replace(0, 0, lines);
  return check;
}
