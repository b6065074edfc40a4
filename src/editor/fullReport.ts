/** The full report of a file's problems as a read-only document, for files with more of them than the editor lists. */
import {
  DocumentLink,
  languages,
  Position,
  Range,
  Uri,
  ViewColumn,
  window,
  workspace,
  type TextDocument,
} from 'vscode';
import { basename } from 'node:path';
import { errors } from '../common/errors.ts';
import { DisposableList, type Disposable } from '../common/lifetime.ts';
import { PRODUCT } from '../common/product.ts';
import type { DatasetClient } from './languageClient.ts';

const SCHEME = `${PRODUCT.command}-report`;

export type FullReports = Disposable & {
  /** `code`: its problems alone. */
  show: (uri: Uri, code?: string, place?: ViewColumn) => Promise<void>;
  /** A report that was made elsewhere, of a file that the language server does not have. */
  showText: (uri: Uri, text: string, code?: string, place?: ViewColumn) => Promise<void>;
};

export function createFullReports(client: DatasetClient): FullReports {
  const owned = new DisposableList();
  const texts = new Map<string, string>();
  owned.add(
    workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
  );
  owned.add(workspace.onDidCloseTextDocument(({ uri }) => void texts.delete(uri.toString())));
  owned.add(languages.registerDocumentLinkProvider({ scheme: SCHEME }, { provideDocumentLinks: links }));
  let nReports = 0;
  const showText: FullReports['showText'] = async (uri, text, code, viewColumn = ViewColumn.Active) => {
    // A name of its own for each: the document of one that is still shown does not change under the reader.
    const path = `/${basename(uri.path)} (${code ?? 'problems'}${nReports++ === 0 ? '' : ` ${nReports}`})`;
    const report = Uri.from({ scheme: SCHEME, path, query: uri.toString() });
    texts.set(report.toString(), text);
    const document = await workspace.openTextDocument(report);
    await window.showTextDocument(document, { preview: false, viewColumn });
  };
  return {
    show: async (uri, code, place) => {
      const text = await client.fullReport(uri, code);
      if (text === undefined) throw errors.notServed();
      await showText(uri, text, code, place);
    },
    showText,
    dispose: () => owned.dispose(),
  };
}

/** As src/language/fullReport.ts writes the place of a problem: line and column, from 1. */
const PLACE = /^ {2}((\d+):(\d+)) {2}/gm;

function links(document: TextDocument): DocumentLink[] {
  const dataset = Uri.parse(document.uri.query);
  const text = document.getText();
  const found: DocumentLink[] = [];
  let line = 0;
  let lineStart = 0;
  for (const { index, 1: place, 2: row, 3: column } of text.matchAll(PLACE)) {
    for (let end = text.indexOf('\n', lineStart); end >= 0 && end < index; end = text.indexOf('\n', lineStart)) {
      lineStart = end + 1;
      line++;
    }
    const range = new Range(new Position(line, 2), new Position(line, 2 + place!.length));
    const link = new DocumentLink(range, dataset.with({ fragment: `L${row!},${column!}` }));
    link.tooltip = 'Go to the row';
    found.push(link);
  }
  return found;
}
