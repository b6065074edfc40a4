/** A command that makes a dataset from one file: its flags are read, then its rows are seen once, then what it does is written and said. */
import type { parseArgs } from 'node:util';
import type { CliCommand, CliIo } from '../command.ts';
import { parseOptions } from '../parse.ts';
import { finish, FLAGS, oneFile, orderly, type Outcome } from './common.ts';
import { withTable, type TableFile, type Visit } from './tableFile.ts';

type Flags = Record<string, { type: 'string' | 'boolean' }>;

type ValuesOf<T extends Flags> = ReturnType<
  typeof parseArgs<{ options: typeof FLAGS & T; allowPositionals: true }>
>['values'];

/** What the flags ask for, worked out before the file is read. */
export type FilePlan = {
  /** Sees each row once. */
  visit?: Visit;
  /** What is to be written, once all rows were seen. */
  outcome: (file: TableFile) => Outcome | Promise<Outcome>;
};

export function fileCommand<const T extends Flags>(command: {
  name: string;
  summary: string;
  usage: string;
  /** Beside those that every such command has. */
  flags: T;
  plan: (path: string, values: ValuesOf<T>, io: CliIo) => FilePlan | Promise<FilePlan>;
}): CliCommand {
  const { name, summary, usage, flags, plan } = command;
  return {
    ...{ name, summary, usage },
    stopsInOrder: true,
    run: (args, io) =>
      orderly(async () => {
        const config = { args, options: { ...FLAGS, ...flags }, allowPositionals: true } as const;
        const { values, positionals } = parseOptions(name, config);
        const path = oneFile(name, positionals);
        const { visit = () => undefined, outcome } = await plan(path, values, io);
        return withTable(path, io.signal, visit, async (file) => finish(name, [path], await outcome(file), values, io));
      }),
  };
}
