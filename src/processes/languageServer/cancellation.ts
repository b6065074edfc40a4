/** A request's cancellation as a signal, which is what everything below the server knows. */
import type { CancellationToken } from 'vscode-languageserver/node';

export function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
