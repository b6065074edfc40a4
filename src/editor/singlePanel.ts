/** What our panels have in common: there is one of a kind, it comes back with its window, and its page is spoken to only while it is there. */
import { Uri, window, type ViewColumn, type WebviewPanel } from 'vscode';
import { DisposableList, type Disposable } from '../common/lifetime.ts';
import { webviewHtml, webviewOptions, type WebviewName } from './webviewHtml.ts';

type PanelKind<Content extends Disposable> = {
  extensionUri: Uri;
  viewType: string;
  /** Its bundle. */
  view: WebviewName;
  title: string;
  /** What a panel does from now on; disposed of with the panel. */
  open: (panel: WebviewPanel) => Content;
  /** A window came back with the panel in it: `state` is what its page has left, perhaps in another version. */
  restore: (content: Content, state: unknown) => Promise<void>;
};

type SinglePanel<Content> = Disposable & {
  current(): Content | undefined;
  /** Brings the open one to the front. False where there is none. */
  reveal(): boolean;
  create(place: ViewColumn | { viewColumn: ViewColumn; preserveFocus: boolean }): Content;
};

export function createSinglePanel<Content extends Disposable>(kind: PanelKind<Content>): SinglePanel<Content> {
  const { extensionUri, viewType, view, title } = kind;
  let open: { panel: WebviewPanel; content: Content } | undefined;
  const adopt = (panel: WebviewPanel): Content => {
    panel.webview.options = webviewOptions(extensionUri);
    panel.iconPath = Uri.joinPath(extensionUri, 'media', 'icon.png');
    open?.panel.dispose(); // a restored tab takes the place of one that was opened meanwhile
    const content = kind.open(panel);
    const own = (open = { panel, content });
    panel.onDidDispose(() => {
      content.dispose();
      if (open === own) open = undefined;
    });
    panel.webview.html = webviewHtml(panel.webview, extensionUri, view, title);
    return content;
  };
  const serializer = window.registerWebviewPanelSerializer(viewType, {
    deserializeWebviewPanel: (panel: WebviewPanel, state: unknown) => kind.restore(adopt(panel), state),
  });
  return {
    current: () => open?.content,
    reveal: () => {
      open?.panel.reveal();
      return open !== undefined;
    },
    create: (place) => adopt(window.createWebviewPanel(viewType, title, place, webviewOptions(extensionUri))),
    dispose: () => {
      serializer.dispose();
      open?.content.dispose();
    },
  };
}

/** What a page says to its host, and the other way. */
type Wire = { from: { type: string }; to: unknown };

type PageChannel<W extends Wire> = Disposable & {
  /** Nothing is sent to a page that is not there: it says ready when it is. */
  send(message: W['to']): void;
  isReady(): boolean;
};

/** `receive` gets everything that the page says, `ready` too, which it says again after every reload. */
export function createPageChannel<W extends Wire>(
  panel: WebviewPanel,
  receive: (message: W['from']) => Promise<void>,
  onError: (error: unknown) => void,
): PageChannel<W> {
  const owned = new DisposableList();
  let ready = false;
  owned.add(
    panel.webview.onDidReceiveMessage((message: W['from']) => {
      if (message.type === 'ready') ready = true;
      receive(message).catch(onError);
    }),
  );
  // A hidden page is thrown away by the editor; shown again, it is built anew and says ready.
  owned.add(
    panel.onDidChangeViewState(() => {
      if (!panel.visible) ready = false;
    }),
  );
  return {
    send: (message) => {
      if (ready) void panel.webview.postMessage(message);
    },
    isReady: () => ready,
    dispose: () => owned.dispose(),
  };
}
