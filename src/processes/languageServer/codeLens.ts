/** textDocument/codeLens. */
import { codeLenses } from '../../language/codeLens.ts';
import type { Feature } from './feature.ts';

export const codeLens: Feature = {
  capabilities: () => ({ codeLensProvider: {} }),
  register: ({ connection, documents, client }) => {
    connection.onCodeLens(({ textDocument }) => {
      const document = documents.get(textDocument.uri);
      if (document === undefined) return null;
      const result = document.result({ limit: 0 });
      const isShown = document.isOwnLanguage || result.format !== 'unknown';
      return isShown ? codeLenses(result, document.uri, client.commands) : null;
    });
  },
};
