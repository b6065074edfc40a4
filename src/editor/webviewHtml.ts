/** The one place that writes a webview's HTML: content security policy, nonce, the bundle's script and style sheet. */
import { randomBytes } from 'node:crypto';
import { Uri, type Webview, type WebviewOptions } from 'vscode';

/** Bundles in dist/webview/: `<view>.js` and `<view>.css`. */
export type WebviewName = 'training' | 'playground';

/** Scripts run, and files come from our own bundle and media folder only. */
export function webviewOptions(extensionUri: Uri): WebviewOptions {
  return {
    enableScripts: true,
    localResourceRoots: [webviewFolder(extensionUri), Uri.joinPath(extensionUri, 'media')],
  };
}

/** A page with an empty `<main id="root">`. Nothing remote, nothing inline; every script and style carries this page's nonce. */
export function webviewHtml(webview: Webview, extensionUri: Uri, view: WebviewName, title: string): string {
  const nonce = randomBytes(16).toString('base64url');
  const file = (name: string): string =>
    webview.asWebviewUri(Uri.joinPath(webviewFolder(extensionUri), name)).toString();
  const policy = [
    "default-src 'none'",
    `img-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  // The toolkit adds <style> elements at run time and reads their nonce from the csp-nonce property alone.
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta property="csp-nonce" nonce="${nonce}" content="${nonce}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" nonce="${nonce}" href="${file(`${view}.css`)}" />
    <title>${title}</title>
  </head>
  <body>
    <main id="root"></main>
    <script nonce="${nonce}" src="${file(`${view}.js`)}"></script>
  </body>
</html>`;
}

const webviewFolder = (extensionUri: Uri): Uri => Uri.joinPath(extensionUri, 'dist', 'webview');
