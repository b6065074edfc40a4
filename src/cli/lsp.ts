/** `tunewright lsp`: the language server for any editor that speaks the protocol over standard input and output. */
import { createConnection } from 'vscode-languageserver/node';
import { PRODUCT } from '../common/product.ts';
import { inOrder } from '../processes/languageServer/lifecycle.ts';
import { serve } from '../processes/languageServer/server.ts';
import type { CliCommand } from './command.ts';
import { parseOptions } from './parse.ts';

const USAGE = `Usage: ${PRODUCT.command} lsp [--stdio]

Starts the language server for JSONL datasets on standard input and output, for editors such as Neovim and Helix.
It ends with the editor. How editors are set up: docs/editors.md.

  --stdio  accepted because editors add it; there is no other way

Settings (columns, rules, targets, format) are asked for as the section "${PRODUCT.command}", or read from initializationOptions.
Exit code: 0 after shutdown, 1 when the editor went away without it.
`;

export const lspCommand: CliCommand = {
  name: 'lsp',
  summary: 'run the language server, for other editors',
  usage: USAGE,
  run(args) {
    parseOptions('lsp', {
      args,
      // Editors and the protocol's libraries may name their process; its end is noticed through the stream.
      options: { stdio: { type: 'boolean' }, clientProcessId: { type: 'string' } },
    });
    serve(createConnection(process.stdin, process.stdout, inOrder()));
    // The connection ends the process.
    return new Promise(() => undefined);
  },
};
