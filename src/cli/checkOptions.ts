/** The options of `tunewright check`, and of other commands that look at a dataset as it does. */
import { parseArgs } from 'node:util';
import { describeError, errors, UserError } from '../common/errors.ts';
import { PRODUCT } from '../common/product.ts';
import type { BriefFile } from '../dataset/brief/find.ts';
import { FORMAT_IDS } from '../dataset/formats.ts';
import type { CheckOptions } from '../rules/datasetCheck.ts';
import { parseRuleLevels } from '../rules/ruleSettings.ts';
import { BRIEF_HELP, briefChoice } from './briefChoice.ts';
import { parseFormat, parseOwnColumns } from './parse.ts';
import { parseTargets, TARGET_NAMES } from './targets.ts';

export const CHECK_USAGE = `Usage: ${PRODUCT.command} check FILE… [--json] [--columns COLUMN=FIELD,…] [--format ID] [--rules CODE=LEVEL,…] [--target NAME,…]
       [--brief FILE | --no-brief] [--base DIR|embedded]

Checks datasets (JSONL, a JSON array, either with .gz) and names every problem with its place.

  --json                    print one JSON object instead of lines of text
  --columns COLUMN=FIELD,…  read own columns, such as question=instruction,answer=output
  --format ID               instead of detection: ${FORMAT_IDS.join(', ')}
  --rules CODE=LEVEL,…      make a rule's problems an error, a warning or information, or turn it off
  --target NAME,…           also what these trainers refuse, ignore or skip: ${TARGET_NAMES}
  --brief FILE              check against this brief, instead of the one beside each file (${BRIEF_HELP})
  --no-brief                check against no brief
  --base DIR|embedded       also count the tokens that this base model makes of the rows: what is cut, what trains nothing
  --max-length N            with --base: the maximum length in tokens [as in training: 512 embedded, else 1024]

Exit code: 0 without errors, 1 with errors, 2 on misuse.
`;

export type CheckArguments = {
  files: string[];
  options: CheckOptions;
  isJson: boolean;
  /** The brief of a file: one that was named, or the one beside it. */
  briefOf: (path: string) => Promise<BriefFile | undefined>;
  /** A base model whose tokens are counted, and the maximum length of a row. */
  base: string | undefined;
  maxLength: number | undefined;
  /** Of `stats` alone: a folder with runs. */
  runs: string | undefined;
};

/** Throws UserError `usage`, which names `command` for help. */
export function parseCheckOptions(args: string[], command: 'check' | 'stats' = 'check'): CheckArguments {
  const help = `Run "${PRODUCT.command} ${command} --help".`;
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        columns: { type: 'string' },
        format: { type: 'string' },
        rules: { type: 'string' },
        target: { type: 'string' },
        brief: { type: 'string' },
        'no-brief': { type: 'boolean' },
        base: { type: 'string' },
        'max-length': { type: 'string' },
        runs: { type: 'string' },
      },
    });
    if (positionals.length === 0) throw errors.usage('No file is named.', help);
    if (values.runs !== undefined && command !== 'stats') throw errors.usage("Unknown option '--runs'.", help);
    const options: CheckOptions = {
      ...(values.columns === undefined ? {} : { columns: parseOwnColumns(values.columns) }),
      ...(values.format === undefined ? {} : { format: parseFormat(values.format) }),
      ...(values.rules === undefined ? {} : { rules: parseRuleLevels(values.rules) }),
      ...(values.target === undefined ? {} : { targets: parseTargets(values.target).map(({ id }) => id) }),
    };
    const maxLength = values['max-length'];
    if (maxLength !== undefined && values.base === undefined)
      throw errors.usage('--max-length counts tokens of a base model, and none is named.', 'Add --base DIR|embedded.');
    return {
      files: positionals,
      options,
      isJson: values.json ?? false,
      runs: values.runs,
      briefOf: briefChoice({ path: values.brief, none: values['no-brief'] ?? false }),
      base: values.base,
      maxLength: maxLength === undefined ? undefined : parseLength(maxLength, help),
    };
  } catch (error) {
    throw error instanceof UserError ? error : errors.usage(describeError(error), help);
  }
}

function parseLength(text: string, help: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw errors.usage(`--max-length must be a whole number from 1, not "${text}".`, help);
  return Number(text);
}
