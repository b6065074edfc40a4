/** textDocument/codeLens, and workspace/codeLens/refresh when what was told is not so any more. */
import { CodeLensRefreshRequest, type CodeLens } from 'vscode-languageserver/node';
import { codeLenses } from '../../language/codeLens.ts';
import type { CheckResult } from '../../rules/datasetCheck.ts';
import type { Feature } from './feature.ts';
import type { OpenDocument } from './openDocument.ts';

export const codeLens: Feature = {
  capabilities: () => ({ codeLensProvider: {} }),
  register: ({ connection, documents, client, providers, report }) => {
    /** What was last told of each document. */
    const told = new WeakMap<OpenDocument, string>();
    const lensesOf = (document: OpenDocument, result: CheckResult): CodeLens[] | null => {
      const isShown = document.isOwnLanguage || result.format !== 'unknown';
      if (!isShown) return null;
      return codeLenses({ ...result, nTrainedTokens: document.nTrainedTokens }, document.uri, client.commands);
    };
    connection.onCodeLens(({ textDocument: { uri } }) => {
      const document = documents.get(uri);
      if (document === undefined) return null;
      const lenses = lensesOf(document, document.result({ limit: 0 }));
      told.set(document, JSON.stringify(lenses));
      return lenses;
    });
    // Clients ask again after an edit, but not for what the check has found since.
    providers.renewCodeLenses = (document, result) => {
      if (client.capabilities.workspace?.codeLens?.refreshSupport !== true) return;
      const before = told.get(document);
      if (before === undefined || before === JSON.stringify(lensesOf(document, result))) return;
      told.delete(document);
      connection.sendRequest(CodeLensRefreshRequest.type).catch(report);
    };
  },
};
