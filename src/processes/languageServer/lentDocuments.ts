/** Documents of requests about rows: the open ones, and those whose text comes with the request, such as a JSON array in a `.json` file. */
import type { DocumentParams } from '../../protocol/rowRequests.ts';
import type { ServerContext } from './feature.ts';
import { OpenDocument } from './openDocument.ts';

/** The document in the version that is asked about; undefined where the server does not have it. */
export type FindDocument = (params: DocumentParams) => OpenDocument | undefined;

/** Keeps the last document that was lent: people step through its rows. */
export function createDocumentFinder({ documents }: ServerContext): FindDocument {
  let last: OpenDocument | undefined;
  return ({ uri, version, lent }) => {
    const open = documents.get(uri) ?? (lent === undefined ? last : undefined);
    if (open?.uri === uri && open.version === version) return open;
    if (lent === undefined || documents.has(uri)) return undefined;
    const { text, columns, format } = lent;
    const check = { columns, ...(format === undefined ? {} : { format }) };
    last = new OpenDocument({ uri, version, languageId: 'json', text }, { check });
    return last;
  };
}
