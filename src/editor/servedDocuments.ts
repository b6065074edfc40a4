/**
 * Which documents the language server is told of. Ours are from the start; a plain `.jsonl` is from the first moment on that it looks
 * like a dataset: when it opens, with an edit, or because the user's settings say so.
 */
import type { TextDocument, Uri } from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';

type Open = (document: TextDocument) => Promise<void>;

export class ServedDocuments {
  readonly #isDataset: (document: TextDocument) => boolean;
  /** Documents the server has not been told of, and how to tell it. */
  readonly #withheld = new Map<string, { document: TextDocument; open: Open }>();
  readonly #served = new Set<string>();
  /** Called with each document as it becomes served. */
  onDidAdd: ((uri: Uri) => void) | undefined;

  constructor(isDataset: (document: TextDocument) => boolean) {
    this.#isDataset = isDataset;
  }

  has(uri: Uri): boolean {
    return this.#served.has(uri.toString());
  }

  /** What is a dataset may have changed: looks at the withheld documents again. */
  async reconsider(): Promise<void> {
    for (const { document, open } of [...this.#withheld.values()]) await this.#offer(document, open);
  }

  readonly middleware: Middleware = {
    didOpen: (document, next) => this.#offer(document, next),
    didChange: async (event, next) => {
      const { document } = event;
      const withheld = this.#withheld.get(document.uri.toString());
      // A document that opens now does so with the changed text: the change itself must not be sent again.
      await (withheld === undefined ? next(event) : this.#offer(document, withheld.open));
    },
    didSave: async (document, next) => {
      if (this.has(document.uri)) await next(document);
    },
    didClose: async (document, next) => {
      const key = document.uri.toString();
      this.#withheld.delete(key);
      if (this.#served.delete(key)) await next(document);
    },
  };

  async #offer(document: TextDocument, open: Open): Promise<void> {
    const key = document.uri.toString();
    if (!this.#isDataset(document)) {
      this.#withheld.set(key, { document, open });
      return;
    }
    this.#withheld.delete(key);
    this.#served.add(key);
    await open(document);
    this.onDidAdd?.(document.uri);
  }
}
