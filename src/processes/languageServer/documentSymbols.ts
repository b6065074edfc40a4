/** textDocument/documentSymbol. */
import { documentSymbols as symbolsOf } from '../../language/documentSymbols.ts';
import type { Feature } from './feature.ts';

export const documentSymbols: Feature = {
  capabilities: () => ({ documentSymbolProvider: true }),
  register: ({ connection, documents }) => {
    connection.onDocumentSymbol(({ textDocument }) => {
      const document = documents.get(textDocument.uri);
      return document === undefined ? null : symbolsOf(document.view());
    });
  },
};
