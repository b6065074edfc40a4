/** A webview's HTML as text: content security policy, nonce, the bundle's script and style sheet. Knows no editor. */

export type WebviewPage = {
  title: string;
  /** Unique to this page. */
  nonce: string;
  /** Where the page's own files may come from, as a policy names it. */
  source: string;
  scriptUrl: string;
  styleUrl: string;
};

/** A page with an empty `<main id="root">`. Nothing remote, nothing inline; every script and style carries this page's nonce. */
export function webviewPage({ title, nonce, source, scriptUrl, styleUrl }: WebviewPage): string {
  const policy = [
    "default-src 'none'",
    `img-src ${source}`,
    `font-src ${source}`,
    `style-src ${source} 'nonce-${nonce}'`,
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
    <link rel="stylesheet" nonce="${nonce}" href="${styleUrl}" />
    <title>${title}</title>
  </head>
  <body>
    <main id="root"></main>
    <script nonce="${nonce}" src="${scriptUrl}"></script>
  </body>
</html>`;
}
