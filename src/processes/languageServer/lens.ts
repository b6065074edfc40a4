/** tunewright/lens: the loss lens over the rows of some lines; and the token counts that the hover shows. */
import type { CancellationToken } from 'vscode-languageserver/node';
import { UserError } from '../../common/errors.ts';
import type { LanguageDocument, LanguageRow } from '../../language/document.ts';
import type { RowLens } from '../../language/rowLens.ts';
import { LENS_REQUEST, type LensAnswer, type LensParams, type LensRow } from '../../protocol/rowRequests.ts';
import { rowRanges } from '../../rules/rowRanges.ts';
import { signalOf } from './cancellation.ts';
import type { Feature } from './feature.ts';
import { createDocumentFinder } from './lentDocuments.ts';

export const lens: Feature = {
  register: (server) => {
    const { connection, lensModels, providers } = server;
    const find = createDocumentFinder(server);
    connection.onRequest<LensAnswer, unknown>(LENS_REQUEST, async (params: LensParams, token: CancellationToken) => {
      const view = find(params)?.view();
      if (view === undefined) return { kind: 'unknown' };
      const rows = rowsAt(view, params.lines);
      const signal = signalOf(token);
      try {
        const { name: base, template, maxLength, lens: lensOf } = await lensModels.open(params.base);
        const answer: LensAnswer = { kind: 'lens', base, template, maxLength, rows: [], skipped: [] };
        for (const row of rows) {
          signal.throwIfAborted();
          const number = { row: row.index + 1, line: row.start.line };
          const found = await lensOf(row.facts, view, signal).catch(reasonOf);
          if ('reason' in found) answer.skipped.push({ ...number, reason: found.reason });
          else answer.rows.push({ ...number, ...lensRow(row, found) });
        }
        return answer;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return { kind: 'failed', reason: `${error.message} ${error.next}`.trim() };
      }
    });
    providers.rowTokens = async (document, index, token) => {
      const { baseModel } = document.settings;
      const view = document.view();
      const row = view.row(index);
      if (baseModel === undefined || row === undefined) return undefined;
      try {
        const base = await lensModels.open(baseModel);
        const found = await base.lens(row.facts, view, signalOf(token));
        if ('code' in found) return undefined;
        const { nTokens, nTrained, nCut } = found;
        return { base: base.name, nTokens, nTrained, nCut };
      } catch (error) {
        // A hover says what it can; the lens and the checks say why there are no tokens.
        if (error instanceof UserError || token.isCancellationRequested) return undefined;
        throw error;
      }
    };
  },
};

/** Whatever is between the first line and the last; an element of an array that starts before them too. */
function rowsAt(view: LanguageDocument, lines: LensParams['lines']): LanguageRow[] {
  const rows: LanguageRow[] = [];
  const first = view.rowAt({ line: lines.start, column: 0 })?.index ?? 0;
  for (let index = first; ; index++) {
    const row = view.row(index);
    if (row === undefined || row.start.line >= lines.end) return rows;
    if (!row.facts.blank) rows.push(row);
  }
}

function reasonOf(error: unknown): { reason: string } {
  if (error instanceof UserError) return { reason: `${error.message} ${error.next}`.trim() };
  throw error;
}

function lensRow(row: LanguageRow, { nTokens, nTrained, nCut, spans }: RowLens): Omit<LensRow, 'row' | 'line'> {
  const places: number[] = [];
  const rangeOf = rowRanges();
  for (let i = 0; i < spans.length; i += 3) {
    const range = rangeOf(row.facts.text, { start: spans[i]!, end: spans[i + 1]! }, row.start);
    places.push(range.startLine, range.startColumn, range.endLine, range.endColumn, spans[i + 2]!);
  }
  return { nTokens, nTrained, nCut, spans: places };
}
