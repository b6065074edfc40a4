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
      if (!isShown) return null;
      return codeLenses({ ...result, nTrainedTokens: document.nTrainedTokens }, document.uri, client.commands);
    });
  },
};
