/** Webviews of the editor: what they may do, and their page for this webview's own addresses. */
import { randomBytes } from 'node:crypto';
import { Uri, type Webview, type WebviewOptions } from 'vscode';
import { webviewPage } from './webviewPage.ts';

/** Bundles in dist/webview/: `<view>.js` and `<view>.css`. */
export type WebviewName = 'training' | 'playground' | 'rowPreview' | 'statistics';

/** Scripts run, and files come from our own bundle and media folder only. */
export function webviewOptions(extensionUri: Uri): WebviewOptions {
  return {
    enableScripts: true,
    localResourceRoots: [webviewFolder(extensionUri), Uri.joinPath(extensionUri, 'media')],
  };
}

export function webviewHtml(webview: Webview, extensionUri: Uri, view: WebviewName, title: string): string {
  const file = (name: string): string =>
    webview.asWebviewUri(Uri.joinPath(webviewFolder(extensionUri), name)).toString();
  return webviewPage({
    title,
    nonce: randomBytes(16).toString('base64url'),
    source: webview.cspSource,
    scriptUrl: file(`${view}.js`),
    styleUrl: file(`${view}.css`),
  });
}

const webviewFolder = (extensionUri: Uri): Uri => Uri.joinPath(extensionUri, 'dist', 'webview');
