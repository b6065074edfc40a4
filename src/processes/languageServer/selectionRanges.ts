/** textDocument/selectionRange. */
import { selectionRangeAt } from '../../language/selectionRanges.ts';
import type { Feature } from './feature.ts';
import { toPosition } from './positions.ts';

export const selectionRanges: Feature = {
  capabilities: () => ({ selectionRangeProvider: true }),
  register: ({ connection, documents }) => {
    connection.onSelectionRanges(({ textDocument, positions }) => {
      const view = documents.get(textDocument.uri)?.view();
      return view === undefined ? null : positions.map((position) => selectionRangeAt(view, toPosition(position)));
    });
  },
};
