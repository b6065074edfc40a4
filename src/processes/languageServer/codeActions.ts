/** textDocument/codeAction. */
import { CodeActionKind, CodeActionTriggerKind, type TextEdit, type WorkspaceEdit } from 'vscode-languageserver/node';
import { codeActions as actionsFor, FIX_ALL } from '../../language/codeActions.ts';
import type { ClientFacts, Feature } from './feature.ts';
import type { OpenDocument } from './openDocument.ts';

export const codeActions: Feature = {
  capabilities: () => ({ codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL] } }),
  register: ({ connection, documents, client }) => {
    connection.onCodeAction(({ textDocument, range, context }) => {
      const document = documents.get(textDocument.uri);
      if (document === undefined) return null;
      return actionsFor({
        document: document.view(),
        range,
        diagnostics: context.diagnostics,
        only: context.only,
        isInvoked: context.triggerKind !== CodeActionTriggerKind.Automatic,
        commands: client.commands,
        problems: (lines) => document.result({ withFixes: true, ...(lines === undefined ? {} : { lines }) }).problems,
        workspaceEdit: (edits) => workspaceEdit(document, edits, client),
      });
    });
  },
};

/** For the version that it was made for, where the client can tell. */
function workspaceEdit(
  { uri, version }: OpenDocument,
  edits: TextEdit[],
  { capabilities }: ClientFacts,
): WorkspaceEdit {
  return capabilities.workspace?.workspaceEdit?.documentChanges === true
    ? { documentChanges: [{ textDocument: { uri, version }, edits }] }
    : { changes: { [uri]: edits } };
}
