/** `tunewright stats`: what a dataset is like, in numbers. */
import { PRODUCT } from '../common/product.ts';
import { baseName, openBaseTokens } from '../processes/baseTokens.ts';
import { fileStatistics } from '../processes/fileStatistics.ts';
import type { FileCheckOptions } from '../rules/checkFile.ts';
import { parseCheckOptions } from './checkOptions.ts';
import type { CliCommand } from './command.ts';
import { asMisuse } from './parse.ts';
import { statsText } from './statsText.ts';

const USAGE = `Usage: ${PRODUCT.command} stats FILE… [--base DIR|embedded] [--max-length N] [--runs DIR] [--json]
       [--columns COLUMN=FIELD,…] [--format ID] [--brief FILE | --no-brief]

Says what datasets are like: rows, formats, roles, lengths, repeats, tasks of the brief, problems by code.

  --base DIR|embedded       count in tokens of this base model: lengths beside the maximum, and what tuning would cost
  --max-length N            with --base: the maximum length in tokens [as in training]
  --runs DIR                with --base: the workspace whose runs tell how fast this machine is [the dataset's folder]
  --json                    print one JSON object
  The other options are those of "${PRODUCT.command} check".
`;

export const statsCommand: CliCommand = {
  name: 'stats',
  summary: 'say what datasets are like, in numbers',
  usage: USAGE,
  async run(args, io) {
    const { files, options, isJson, base, maxLength, runs, briefOf } = parseCheckOptions(args, 'stats');
    const opened = base === undefined ? undefined : await asMisuse(openBaseTokens(base, maxLength));
    const tokens =
      opened === undefined || base === undefined ? undefined : { name: baseName(base, opened), base: opened };
    try {
      const found: object[] = [];
      for (const path of files) {
        const brief = await asMisuse(briefOf(path));
        const given: FileCheckOptions = { ...options, ...(brief === undefined ? {} : { brief }) };
        const statistics = await asMisuse(fileStatistics(path, given, tokens, runs));
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
