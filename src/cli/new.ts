/** `tunewright new`: a dataset with its brief, begun from a starter. */
import { errors } from '../common/errors.ts';
import { PRODUCT } from '../common/product.ts';
import { defaultDecisions, exampleWords, NEW_FORMATS, newDataset } from '../dataset/starters/newDataset.ts';
import { readStarter, STARTERS } from '../dataset/starters/starters.ts';
import { newPaths, writeNew } from '../dataset/starters/writeNew.ts';
import type { CliCommand } from './command.ts';
import { parseOptions } from './parse.ts';

const IDS = STARTERS.map(({ id }) => id);
const WIDTH = Math.max(...IDS.map(({ length }) => length));

const USAGE = `Usage: ${PRODUCT.command} new NAME --starter ID [--format ${NEW_FORMATS.join('|')}] [--audience TEXT] [--dir DIR]

Begins a dataset: writes NAME.instruct.jsonl with a few good rows, and NAME.brief.json, which says what they are for. Files that are there
already are never written over.

  --starter ID    what to begin from:
${STARTERS.map(({ id, about }) => `                    ${id.padEnd(WIDTH)}  ${about}`).join('\n')}
  --audience TEXT whom the assistant talks to, instead of the starter's own; "" for anyone
  --format ID     ${NEW_FORMATS.join(' (default) or ')}
  --dir DIR       the folder to write into, instead of this one; it is made if it is not there

Exit code: 0 done, 1 it cannot be done, 2 misuse.
`;

export const newCommand: CliCommand = {
  name: 'new',
  summary: 'begin a dataset with its brief, from a starter',
  usage: USAGE,
  async run(args, io) {
    const { values, positionals } = parseOptions('new', {
      args,
      allowPositionals: true,
      options: {
        starter: { type: 'string' },
        audience: { type: 'string' },
        format: { type: 'string' },
        dir: { type: 'string' },
      },
    });
    const [name, ...others] = positionals;
    if (name === undefined || name.trim() === '' || others.length > 0) throw errors.usage('Give one name.', HELP);
    const starter = STARTERS.find(({ id }) => id === values.starter);
    if (starter === undefined)
      throw errors.usage(
        values.starter === undefined ? 'No starter is named.' : `There is no starter "${values.starter}".`,
        `Give --starter one of: ${IDS.join(', ')}.`,
      );
    const format = NEW_FORMATS.find((id) => id === (values.format ?? 'alpaca'));
    if (format === undefined)
      throw errors.usage(
        `A dataset cannot be begun in the format "${values.format ?? ''}".`,
        `Give --format ${NEW_FORMATS.join(' or ')}.`,
      );
    const known = await readStarter(starter.id);
    const decisions = defaultDecisions(known, format);
    const { audience = decisions.audience } = values;
    const texts = newDataset(known, { ...decisions, audience });
    const paths = newPaths(values.dir ?? '.', name);
    await writeNew(paths, texts);
    io.stdout(`${paths.dataset}: ${texts.nRows} rows\n${paths.brief}: what they are for\n`);
    if (values.audience === undefined) io.stdout(`For ${audience}, as in the starter; --audience says another.\n`);
    io.stdout(`${exampleWords(texts) ?? ''}\n`);
    io.stdout(`Change the brief to what you need, write rows, then run "${PRODUCT.command} check ${paths.dataset}".\n`);
    return 0;
  },
};

const HELP = `Run "${PRODUCT.command} new --help".`;
