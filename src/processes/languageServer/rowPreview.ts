/** tunewright/row and tunewright/rowLens: one row as its preview shows it. */
import type { CancellationToken } from 'vscode-languageserver/node';
import { UserError } from '../../common/errors.ts';
import type { Problem } from '../../dataset/problem.ts';
import { rangeIn, type LanguageDocument, type LanguageRow } from '../../language/document.ts';
import { lensOfTexts, rowView } from '../../language/rowView.ts';
import {
  ROW_LENS_REQUEST,
  ROW_REQUEST,
  type RowAnswer,
  type RowLensAnswer,
  type RowLensParams,
  type RowParams,
  type RowPlace,
} from '../../protocol/rowRequests.ts';
import { signalOf } from './cancellation.ts';
import type { Feature } from './feature.ts';
import { createDocumentFinder } from './lentDocuments.ts';
import type { OpenDocument } from './openDocument.ts';

export const rowPreview: Feature = {
  register: (server) => {
    const { connection, lensModels } = server;
    const find = createDocumentFinder(server);
    connection.onRequest<RowAnswer, unknown>(ROW_REQUEST, (params: RowParams) => {
      const document = find(params);
      if (document === undefined) return { kind: 'unknown' };
      const view = document.view();
      const row = rowAt(document, view, params.place);
      if (row === undefined) return { kind: 'none' };
      const problems = problemsOf(document, row);
      return { kind: 'row', view: rowView(view, row, { version: document.version, problems, limit: params.limit }) };
    });
    connection.onRequest<RowLensAnswer, unknown>(
      ROW_LENS_REQUEST,
      async (params: RowLensParams, token: CancellationToken) => {
        const document = find(params);
        const view = document?.view();
        const row = view?.row(params.row - 1);
        if (view === undefined || row === undefined) return { kind: 'unknown' };
        try {
          const base = await lensModels.open(params.base);
          const found = await base.lens(row.facts, view, signalOf(token));
          if ('code' in found) return { kind: 'none', reason: found.reason };
          const { body } = rowView(view, row, { version: params.version, problems: [], limit: 0 });
          const { name, template, maxLength } = base;
          const { nTokens, nTrained, nCut, nTrainedCut } = found;
          const texts = lensOfTexts(row.facts.text, found, body);
          return {
            kind: 'lens',
            lens: { base: name, template, maxLength, nTokens, nTrained, nCut, nTrainedCut, texts },
          };
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          return { kind: 'none', reason: `${error.message} ${error.next}`.trim() };
        }
      },
    );
  },
};

function rowAt(document: OpenDocument, view: LanguageDocument, place: RowPlace): LanguageRow | undefined {
  if ('row' in place) return view.row(place.row - 1);
  if ('line' in place) return view.rowAt({ line: place.line, column: place.character });
  if (place.to === 'problem') return rowWithProblem(document, view, place.from);
  const step = place.to === 'next' ? 1 : -1;
  for (let index = place.from - 1 + step; index >= 0 && index < view.nRows; index += step) {
    const row = view.row(index);
    if (row?.facts.blank === false) return row;
  }
  return undefined;
}

/** The next one behind `from`; behind the last it goes on with the first. */
function rowWithProblem(document: OpenDocument, view: LanguageDocument, from: number): LanguageRow | undefined {
  let first: LanguageRow | undefined;
  for (const { range } of document.result().problems) {
    const row = view.rowAt({ line: range.startLine, column: range.startColumn });
    if (row === undefined) continue;
    if (row.index + 1 > from) return row;
    first ??= row;
  }
  return first;
}

function problemsOf(document: OpenDocument, row: LanguageRow): Problem[] {
  const { start, end } = rangeIn(row, { start: 0, end: row.facts.text.length });
  const { problems } = document.result({ lines: { start: start.line, end: end.line + 1 } });
  return problems.filter(
    ({ range }) =>
      (range.startLine > start.line || range.startColumn >= start.character) &&
      (range.startLine < end.line || range.startColumn <= end.character),
  );
}
