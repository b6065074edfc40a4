/** Lifetimes without an editor: our own Disposable and cancellation, so that the core never needs `vscode`. */

export interface Disposable {
  dispose(): void;
}

/** Owns disposables. Adding to a disposed list disposes at once. */
export class DisposableList implements Disposable {
  readonly #items: Disposable[] = [];
  #disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  dispose(): void {
    this.#disposed = true;
    for (const item of this.#items.splice(0).reverse()) item.dispose();
  }
}
