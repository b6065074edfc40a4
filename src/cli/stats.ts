/** `tunewright stats`: what a dataset is like, in numbers. */
import { basename } from 'node:path';
import { PRODUCT } from '../common/product.ts';
import { openBaseTokens, type BaseTokens } from '../processes/baseTokens.ts';
import { fileStatistics } from '../processes/fileStatistics.ts';
import type { FileCheckOptions } from '../rules/checkFile.ts';
import { parseCheckOptions } from './checkOptions.ts';
import type { CliCommand } from './command.ts';
import { asMisuse } from './parse.ts';
import { statsText } from './statsText.ts';

const USAGE = `Usage: ${PRODUCT.command} stats FILE… [--base DIR|embedded] [--max-length N] [--json] [--columns COLUMN=FIELD,…] [--format ID]
       [--brief FILE | --no-brief]

Says what datasets are like: rows, formats, roles, lengths, repeats, tasks of the brief, problems by code.

  --base DIR|embedded       count in tokens of this base model: lengths beside the maximum, and what tuning would cost
  --max-length N            with --base: the maximum length in tokens [as in training]
  --json                    print one JSON object
  The other options are those of "${PRODUCT.command} check".
`;

export const statsCommand: CliCommand = {
  name: 'stats',
  summary: 'say what datasets are like, in numbers',
  usage: USAGE,
  async run(args, io) {
    const { files, options, isJson, base, maxLength, briefOf } = parseCheckOptions(args, 'stats');
    const opened = base === undefined ? undefined : await asMisuse(openBaseTokens(base, maxLength));
    const tokens =
      opened === undefined || base === undefined ? undefined : { name: nameOf(base, opened), base: opened };
    try {
      const found: object[] = [];
      for (const path of files) {
        const brief = await asMisuse(briefOf(path));
        const given: FileCheckOptions = { ...options, ...(brief === undefined ? {} : { brief }) };
        const statistics = await asMisuse(fileStatistics(path, given, tokens));
        if (isJson) found.push({ path, ...statistics });
        else io.stdout(`${path === files[0] ? '' : '\n'}${statsText(path, statistics)}`);
        await io.drained();
      }
      if (isJson) io.stdout(`${JSON.stringify({ files: found })}\n`);
      return 0;
    } finally {
      opened?.pool.dispose();
    }
  },
};

const nameOf = (base: string, { folder }: BaseTokens): string => (base === 'embedded' ? base : basename(folder));
