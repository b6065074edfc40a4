/** Entry of the language server. Started over IPC by the extension, or with --stdio by any editor. */
import { createConnection } from 'vscode-languageserver/node';
import { inOrder } from './languageServer/lifecycle.ts';
import { serve } from './languageServer/server.ts';

// Over IPC nothing ends when the parent is gone but this channel; over stdio the library watches the stream's end.
process.on('disconnect', () => process.exit(0));

serve(createConnection(inOrder()));
