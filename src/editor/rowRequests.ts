/** Questions to the language server about rows of a document, in the version that the editor shows. */
import { setTimeout } from 'node:timers/promises';
import { workspace, type CancellationToken, type TextDocument } from 'vscode';
import {
  LENS_REQUEST,
  ROW_LENS_REQUEST,
  ROW_REQUEST,
  type DocumentParams,
  type LensAnswer,
  type LensParams,
  type RowAnswer,
  type RowLensAnswer,
  type RowPlace,
} from '../protocol/rowRequests.ts';
import type { FileFormats } from './fileFormats.ts';
import { DATASET_LANGUAGES, type DatasetClient } from './languageClient.ts';
import { readSettings } from './settings.ts';

export type RowRequests = {
  row: (document: TextDocument, place: RowPlace, limit: number) => Promise<RowAnswer>;
  rowLens: (document: TextDocument, row: number, token: CancellationToken) => Promise<RowLensAnswer>;
  lens: (document: TextDocument, lines: LensParams['lines'], token: CancellationToken) => Promise<LensAnswer>;
};

/** A change reaches the server at its own pace; a few moments later it has the version that we ask about. */
const ATTEMPTS = 5;
const PAUSE_MS = 60;

export function createRowRequests(client: DatasetClient, formats: FileFormats): RowRequests {
  const ask = async <Answer extends { kind: string }>(
    method: string,
    document: TextDocument,
    params: object,
    token?: CancellationToken,
  ): Promise<Answer | { kind: 'unknown' }> => {
    const { version } = document;
    let lent: Pick<DocumentParams, 'lent'> = {};
    for (let attempt = 1; ; attempt++) {
      const given: DocumentParams = { uri: document.uri.toString(), version, ...lent };
      const answer = await client.request<Answer>(method, { ...given, ...params }, token);
      // Of a newer version somebody else asks.
      if (answer.kind !== 'unknown' || document.version !== version || attempt === ATTEMPTS) return answer;
      if (client.served.has(document.uri)) await setTimeout(PAUSE_MS);
      else lent = { lent: lentOf(document, formats) };
    }
  };
  return {
    row: (document, place, limit) => ask<RowAnswer>(ROW_REQUEST, document, { place, limit }),
    rowLens: async (document, row, token) => {
      const base = trustedBase(document);
      if (base === undefined) return { kind: 'none', reason: NOT_TRUSTED };
      return ask<RowLensAnswer>(ROW_LENS_REQUEST, document, { row, base }, token);
    },
    lens: async (document, lines, token) => {
      const base = trustedBase(document);
      if (base === undefined) return { kind: 'failed', reason: NOT_TRUSTED };
      return ask<LensAnswer>(LENS_REQUEST, document, { lines, base }, token);
    },
  };
}

function lentOf(document: TextDocument, formats: FileFormats): NonNullable<DocumentParams['lent']> {
  const format = formats.get(document.uri);
  const { columns } = readSettings(document);
  return { text: document.getText(), columns, ...(format === undefined ? {} : { format }) };
}

const NOT_TRUSTED =
  'In restricted mode no tokenizer and no template is read but those of the embedded base model. Trust this folder, or set tunewright.baseModel to embedded.';

/** The base that the user has set; undefined where this window may not read it. */
export function trustedBase(document: TextDocument): string | undefined {
  const { baseModel } = readSettings(document);
  return baseModel === 'embedded' || workspace.isTrusted ? baseModel : undefined;
}

/** Datasets, and JSON files, which may hold one as an array. */
export function mayHaveRows({ languageId, uri }: TextDocument): boolean {
  const known: readonly string[] = [...DATASET_LANGUAGES, 'json'];
  return (
    known.includes(languageId) && ['file', 'untitled'].includes(uri.scheme) && !/\.(tune|brief)\.json$/.test(uri.path)
  );
}
