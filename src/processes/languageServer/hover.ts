/** textDocument/hover. */
import { hoverAt } from '../../language/hover.ts';
import type { Feature } from './feature.ts';
import { toPosition } from './positions.ts';

export const hover: Feature = {
  capabilities: () => ({ hoverProvider: true }),
  register: ({ connection, documents, providers }) => {
    connection.onHover(async ({ textDocument, position }, token) => {
      const document = documents.get(textDocument.uri);
      if (document === undefined) return null;
      const tokens = async (row: number) => providers.rowTokens?.(document, row, token);
      return (await hoverAt(document.view(), toPosition(position), tokens)) ?? null;
    });
  },
};
