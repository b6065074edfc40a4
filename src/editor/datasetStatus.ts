/** What the dataset in front is, in the status bar: format, rows and problems; and a word when a row is longer than the editor shows. */
import { StatusBarAlignment, window, workspace, type TextEditor } from 'vscode';
import { DisposableList, type Disposable } from '../common/lifetime.ts';
import { PRODUCT } from '../common/product.ts';
import { formatCount } from '../protocol/trainingWords.ts';
import type { FileFormats } from './fileFormats.ts';
import type { DatasetClient } from './languageClient.ts';
import { statusText, statusTooltip } from './statusWords.ts';

export function createDatasetStatus(client: DatasetClient, formats: FileFormats): Disposable {
  const owned = new DisposableList();
  const item = owned.add(window.createStatusBarItem('tunewright.dataset', StatusBarAlignment.Right, 100));
  item.name = `${PRODUCT.name} dataset`;
  item.command = 'tunewright.chooseFormat';
  const long = owned.add(window.createStatusBarItem('tunewright.longRow', StatusBarAlignment.Right, 99));
  long.name = `${PRODUCT.name} long row`;
  const update = (): void => {
    const editor = window.activeTextEditor;
    const status = editor === undefined ? undefined : client.statusOf(editor.document.uri);
    if (editor === undefined || status === undefined) {
      item.hide();
      long.hide();
      return;
    }
    item.text = statusText(status);
    item.tooltip = statusTooltip(status, formats.get(editor.document.uri) !== undefined);
    item.show();
    const words = longRowWords(editor);
    if (words === undefined) {
      long.hide();
      return;
    }
    long.text = '$(warning) Long row';
    long.tooltip = words;
    long.command = 'tunewright.previewRow';
    long.show();
  };
  owned.add(client.onDidChangeStatus(update));
  owned.add(window.onDidChangeActiveTextEditor(update));
  owned.add(window.onDidChangeTextEditorSelection(update));
  return owned;
}

/** The editor's own limits: beyond one it shows nothing, beyond the other no colours. */
function longRowWords({ document, selection }: TextEditor): string | undefined {
  const { length } = document.lineAt(selection.active.line).text;
  const settings = workspace.getConfiguration('editor', document);
  const shown = settings.get<number>('stopRenderingLineAfter') ?? -1;
  const coloured = settings.get<number>('maxTokenizationLineLength') ?? 20_000;
  const is = `This row has ${formatCount(length)} characters`;
  if (shown > 0 && length > shown)
    return `${is}; the editor shows the first ${formatCount(shown)} of them. Click to see the whole row in the preview.`;
  if (length > coloured)
    return `${is}; the editor colours rows of up to ${formatCount(coloured)}. Click to see the row in the preview.`;
  return undefined;
}
