/** The statistics of a file: read and checked batch by batch, with the tokens of a base model where one is chosen. */
import { dirname, resolve } from 'node:path';
import { SETTINGS } from '../recipe/settings.ts';
import { checkFile, type FileCheckOptions } from '../rules/checkFile.ts';
import { createRowCounts } from '../statistics/rowCounts.ts';
import { statisticsOf } from '../statistics/statistics.ts';
import type { DatasetStatistics } from '../statistics/types.ts';
import type { BaseTokens } from './baseTokens.ts';
import { tokensPerSecond } from './runSpeed.ts';

export type TokenCount = {
  /** As people know the model. */
  name: string;
  base: BaseTokens;
  /** Of the cost; undefined: as many as training would make. */
  epochs?: number | undefined;
};

/** Throws UserError where the file or the model cannot be had. `runsIn`: the folder whose runs tell how fast the machine is. */
export async function fileStatistics(
  path: string,
  options: FileCheckOptions,
  tokens?: TokenCount,
  runsIn = dirname(resolve(path)),
): Promise<DatasetStatistics> {
  const rowCounts = createRowCounts();
  const batches = checkFile(path, {
    ...options,
    onRow: rowCounts.add,
    sizes: true,
    ...(tokens === undefined ? {} : { tokens: (rows) => tokens.base.pool.facts(rows, tokens.base.maxLength) }),
  });
  let next = await batches.next();
  while (next.done !== true) next = await batches.next();
  const summary = next.value;
  return statisticsOf({ ...summary, rowCounts: rowCounts.counts, ...(await tokenSource(tokens, runsIn)) });
}

/** What statisticsOf wants to know of the base model. */
export async function tokenSource(
  tokens: TokenCount | undefined,
  runsIn: string,
): Promise<Pick<Parameters<typeof statisticsOf>[0], 'tokens' | 'cost'>> {
  if (tokens === undefined) return {};
  const { name, base } = tokens;
  const speed = await tokensPerSecond(runsIn, base.folder);
  const epochs = tokens.epochs ?? SETTINGS.epochs.default({ base: name, method: 'lora', processors: 1 });
  return {
    tokens: { base: name, maxLength: base.maxLength },
    cost: { epochs, ...(speed === undefined ? {} : { tokensPerSecond: speed }) },
  };
}
