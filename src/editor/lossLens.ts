/** The loss lens in the editor: what is trained, context and cut off, marked in the rows that are on the screen. */
import {
  CancellationTokenSource,
  commands,
  OverviewRulerLane,
  Range,
  StatusBarAlignment,
  ThemeColor,
  window,
  workspace,
  type TextEditor,
  type TextEditorDecorationType,
} from 'vscode';
import { DisposableList, type Disposable } from '../common/lifetime.ts';
import { PRODUCT } from '../common/product.ts';
import { LENS_KINDS, type LensKind } from '../language/rowLens.ts';
import type { LensAnswer } from '../protocol/rowRequests.ts';
import { formatCount } from '../protocol/trainingWords.ts';
import { mayHaveRows, trustedBase, type RowRequests } from './rowRequests.ts';
import { requireTrust } from './trust.ts';

export type LossLens = Disposable & { toggle(): Promise<void> };

/** True while the lens is on in the editor in front: menus ask for it. */
const CONTEXT_KEY = 'tunewright.lossLens';
/** Scrolling and typing come in bursts. */
const PAUSE_MS = 120;
/** Rows just outside the screen are there when they are scrolled in. */
const MARGIN = 10;

export function createLossLens(requests: RowRequests, onError: (error: unknown) => void): LossLens {
  const owned = new DisposableList();
  const types = decorationTypes(owned);
  const item = owned.add(window.createStatusBarItem('tunewright.lossLens', StatusBarAlignment.Right, 98));
  item.name = `${PRODUCT.name} loss lens`;
  item.command = 'tunewright.toggleLossLens';
  /** Documents whose editors show it. */
  const shown = new Set<string>();
  const answers = new Map<string, LensAnswer>();
  const waiting = new Map<TextEditor, Disposable>();

  const keyOf = ({ document }: TextEditor): string => document.uri.toString();
  const isOn = (editor: TextEditor | undefined): editor is TextEditor =>
    editor !== undefined && shown.has(keyOf(editor));

  const clear = (editor: TextEditor): void => {
    for (const kind of LENS_KINDS) editor.setDecorations(types[kind], []);
  };

  const showStatus = (): void => {
    const editor = window.activeTextEditor;
    void commands.executeCommand('setContext', CONTEXT_KEY, isOn(editor));
    if (!isOn(editor)) {
      item.hide();
      return;
    }
    const { text, tooltip } = statusWords(answers.get(keyOf(editor)), editor.selection.active.line);
    item.text = text;
    item.tooltip = tooltip;
    item.show();
  };

  const draw = async (editor: TextEditor, source: CancellationTokenSource): Promise<void> => {
    const { document, visibleRanges } = editor;
    const { version } = document;
    const lines = {
      start: Math.max(0, Math.min(...visibleRanges.map(({ start }) => start.line)) - MARGIN),
      end: Math.min(document.lineCount, Math.max(...visibleRanges.map(({ end }) => end.line)) + 1 + MARGIN),
    };
    const answer = await requests.lens(document, lines, source.token);
    if (source.token.isCancellationRequested || answer.kind === 'unknown' || document.version !== version) return;
    answers.set(keyOf(editor), answer);
    const ranges: Record<LensKind, Range[]> = { trained: [], context: [], cut: [] };
    if (answer.kind === 'lens')
      for (const { spans } of answer.rows)
        for (let i = 0; i < spans.length; i += 5)
          ranges[LENS_KINDS[spans[i + 4]!]!].push(new Range(spans[i]!, spans[i + 1]!, spans[i + 2]!, spans[i + 3]!));
    for (const kind of LENS_KINDS) editor.setDecorations(types[kind], ranges[kind]);
    showStatus();
  };

  /** Once what happens to an editor has settled; what was asked for before is taken back. */
  const drawSoon = (editor: TextEditor): void => {
    waiting.get(editor)?.dispose();
    if (!isOn(editor)) return;
    const source = new CancellationTokenSource();
    const timer = setTimeout(() => {
      draw(editor, source).catch((error: unknown) => {
        if (!source.token.isCancellationRequested) onError(error);
      });
    }, PAUSE_MS);
    waiting.set(editor, {
      dispose: () => {
        clearTimeout(timer);
        source.cancel();
        source.dispose();
        waiting.delete(editor);
      },
    });
  };
  const drawAll = (): void => {
    for (const editor of window.visibleTextEditors) drawSoon(editor);
    showStatus();
  };

  owned.add(window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => drawSoon(textEditor)));
  owned.add(window.onDidChangeVisibleTextEditors(drawAll));
  owned.add(window.onDidChangeActiveTextEditor(showStatus));
  owned.add(
    window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (isOn(textEditor)) showStatus();
    }),
  );
  owned.add(
    workspace.onDidChangeTextDocument(({ document }) => {
      for (const editor of window.visibleTextEditors) if (editor.document === document) drawSoon(editor);
    }),
  );
  owned.add(
    workspace.onDidCloseTextDocument(({ uri }) => {
      shown.delete(uri.toString());
      answers.delete(uri.toString());
    }),
  );
  owned.add(
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(PRODUCT.command)) drawAll();
    }),
  );
  owned.add(workspace.onDidGrantWorkspaceTrust(drawAll));
  owned.add({
    dispose: () => {
      for (const request of [...waiting.values()]) request.dispose();
    },
  });
  showStatus();

  return {
    async toggle() {
      const editor = window.activeTextEditor;
      if (editor === undefined || !mayHaveRows(editor.document)) {
        void window.showInformationMessage('The loss lens marks the rows of a dataset. Open one first.');
        return;
      }
      const key = keyOf(editor);
      if (shown.delete(key)) {
        answers.delete(key);
        for (const other of window.visibleTextEditors) {
          if (keyOf(other) !== key) continue;
          waiting.get(other)?.dispose();
          clear(other);
        }
      } else {
        if (trustedBase(editor.document) === undefined && !(await requireTrust('Reading this base model'))) return;
        shown.add(key);
      }
      drawAll();
    },
    dispose: () => owned.dispose(),
  };
}

/** Told apart by lines as well as by colours, so that they can be read in high contrast. */
function decorationTypes(owned: DisposableList): Record<LensKind, TextEditorDecorationType> {
  const color = (name: string): ThemeColor => new ThemeColor(`${PRODUCT.command}.${name}`);
  return {
    trained: owned.add(
      window.createTextEditorDecorationType({
        backgroundColor: color('trainedBackground'),
        borderWidth: '0 0 1px 0',
        borderStyle: 'solid',
        borderColor: color('trainedBorder'),
        overviewRulerColor: color('trainedBorder'),
        overviewRulerLane: OverviewRulerLane.Right,
      }),
    ),
    context: owned.add(
      window.createTextEditorDecorationType({
        borderWidth: '0 0 1px 0',
        borderStyle: 'dotted',
        borderColor: color('contextBorder'),
      }),
    ),
    cut: owned.add(
      window.createTextEditorDecorationType({
        color: color('cutForeground'),
        textDecoration: 'line-through',
      }),
    ),
  };
}

/** The row at the cursor, or why it has no marks. */
function statusWords(answer: LensAnswer | undefined, line: number): { text: string; tooltip: string } {
  if (answer === undefined || answer.kind === 'unknown')
    return { text: '$(eye) Loss lens', tooltip: 'The loss lens is at work.' };
  if (answer.kind === 'failed') return { text: '$(warning) Loss lens', tooltip: answer.reason };
  const { base, template, maxLength, rows, skipped } = answer;
  const about = [
    `Tokens of ${base}, rows of at most ${formatCount(maxLength)} of them.`,
    `Chat template ${template}: the first digits of its hash, which every run trained with it names too.`,
  ].join('\n');
  const legend = 'Solid line: trained. Dotted line: context. Struck out: cut off.';
  const row = rows.findLast((one) => one.line <= line && line <= (one.spans.at(-3) ?? one.line));
  const none = skipped.find((one) => one.line === line);
  if (row === undefined) {
    const reason = none === undefined ? '' : `Row ${formatCount(none.row)} is not trained on: ${none.reason}\n`;
    return {
      text: none === undefined ? '$(eye) Loss lens' : '$(eye) Not trained',
      tooltip: `${reason}${legend}\n${about}`,
    };
  }
  const cut = row.nCut === 0 ? '' : `, ${formatCount(row.nCut)} cut`;
  return {
    text: `$(eye) ${formatCount(row.nTrained)} trained of ${formatCount(row.nTokens)} tokens${cut}`,
    tooltip: `Row ${formatCount(row.row)}, as it is trained. ${legend}\n${about}\nClick to hide the loss lens.`,
  };
}
