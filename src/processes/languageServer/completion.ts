/** textDocument/completion. */
import { completionAt } from '../../language/completion.ts';
import type { Feature } from './feature.ts';
import { toPosition } from './positions.ts';

export const completion: Feature = {
  capabilities: () => ({ completionProvider: { triggerCharacters: ['"', ':', '{', '['] } }),
  register: ({ connection, documents, client }) => {
    connection.onCompletion(({ textDocument, position }) => {
      const document = documents.get(textDocument.uri);
      const snippets = client.capabilities.textDocument?.completion?.completionItem?.snippetSupport === true;
      return document === undefined ? null : completionAt(document.view(), toPosition(position), { snippets });
    });
  },
};
