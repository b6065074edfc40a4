/** What a subcommand of `tunewright` is. One file a command; src/cli.ts holds the table. */

/** The process's doors, passed in so that a command can be called from a test. */
export type CliIo = {
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  /** Resolves when stdout has taken what was written: output without end must wait for its reader, or it piles up in memory. */
  drained: () => Promise<void>;
  /** stderr is a terminal: progress bars may be redrawn. */
  interactive: boolean;
  /** Aborted at the first Ctrl+C, or when a reader has gone away: save and stop. */
  signal: AbortSignal;
};

export type CliCommand = {
  name: string;
  /** One line for `tunewright --help`. */
  summary: string;
  /** It hears `io.signal` and ends by itself, with what it has done safe. Other commands have nothing to save and are ended at once. */
  stopsInOrder?: true;
  /** The whole help text of the command. */
  usage: string;
  /** Returns the exit code: 0 success, 1 the command's own "no" (errors found, run failed), 2 misuse. Throws UserError for anything a user can mend. */
  run(args: string[], io: CliIo): Promise<number>;
};
