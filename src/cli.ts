/** Entry of the command line: the table of commands, nothing else. */
import { describeError, errors, UserError } from './common/errors.ts';
import { PRODUCT } from './common/product.ts';
import type { CliCommand } from './cli/command.ts';
import { createProcessIo, type ProcessIo } from './cli/processIo.ts';

/** Commands are loaded when named, so that `check` never waits for the engine. */
const COMMANDS: Record<string, () => Promise<CliCommand>> = {
  check: async () => (await import('./cli/check.ts')).check,
  stats: async () => (await import('./cli/stats.ts')).statsCommand,
  fix: async () => (await import('./cli/fix.ts')).fix,
  train: async () => (await import('./cli/models.ts')).trainCommand,
  chat: async () => (await import('./cli/models.ts')).chatCommand,
  runs: async () => (await import('./cli/runs.ts')).runsCommand,
  eval: async () => (await import('./cli/models.ts')).evalCommand,
  pretrain: async () => (await import('./cli/models.ts')).pretrainCommand,
  new: async () => (await import('./cli/new.ts')).newCommand,
  brief: async () => (await import('./cli/brief.ts')).briefCommand,
  lsp: async () => (await import('./cli/lsp.ts')).lspCommand,
  schema: async () => (await import('./cli/schema.ts')).schemaCommand,
  lens: async () => (await import('./cli/lens.ts')).lens,
  convert: async () => (await import('./cli/operations/convert.ts')).convert,
  dedupe: async () => (await import('./cli/operations/dedupe.ts')).dedupe,
  shuffle: async () => (await import('./cli/operations/shuffle.ts')).shuffle,
  sort: async () => (await import('./cli/operations/sort.ts')).sort,
  sample: async () => (await import('./cli/operations/sample.ts')).sample,
  split: async () => (await import('./cli/operations/split.ts')).split,
  merge: async () => (await import('./cli/operations/merge.ts')).merge,
  clean: async () => (await import('./cli/operations/clean.ts')).clean,
  join: async () => (await import('./cli/operations/join.ts')).join,
  'to-jsonl': async () => (await import('./cli/operations/toJsonl.ts')).toJsonl,
  import: async () => (await import('./cli/operations/importCsv.ts')).importCommand,
  'to-json': async () => (await import('./cli/operations/toJson.ts')).toJson,
};

async function main(argv: string[], io: ProcessIo): Promise<number> {
  const [name, ...args] = argv;
  if (name === '--version' || name === '-v') {
    io.stdout(`${PRODUCT.version}\n`);
    return 0;
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
    const width = Math.max('--version'.length, ...commands.map((c) => c.name.length));
    const lines = commands.map((c) => `  ${c.name.padEnd(width)}  ${c.summary}`);
    io.stdout(
      [
        `Usage: ${PRODUCT.command} <command> [options]`,
        '',
        ...lines,
        '',
        `  ${'--help'.padEnd(width)}  print this list; after a command, its options`,
        `  ${'--version'.padEnd(width)}  print the version`,
        '',
      ].join('\n'),
    );
    return name === undefined ? 2 : 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined)
    throw errors.usage(`There is no command "${name}".`, `Run "${PRODUCT.command} --help" for the list.`);
  const command = await load();
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout(command.usage);
    return 0;
  }
  io.serve(command);
  return command.run(args, io);
}

const io = createProcessIo();
main(process.argv.slice(2), io).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const detail =
      error instanceof UserError || process.env['TUNEWRIGHT_DEBUG'] === undefined
        ? ''
        : `\n${error instanceof Error ? (error.stack ?? '') : ''}`;
    io.stderr(`${PRODUCT.command}: ${describeError(error)}${detail}\n`);
    process.exitCode = error instanceof UserError && error.code === 'usage' ? 2 : 1;
  },
);
