/** The page's side of the message channel to the extension. */

type VsCodeApi = { postMessage(message: unknown): void; getState(): unknown; setState(state: unknown): void };
declare function acquireVsCodeApi(): VsCodeApi;

export type Host<ToHost, State> = {
  post(message: ToHost): void;
  /** What survives a reload of the page; the extension gets it back when the window is restored. */
  setState(state: State): void;
};

/** Connects once a page. Messages come from our own extension only: the editor puts no other window's messages here. */
export function connectHost<FromHost, ToHost, State>(onMessage: (message: FromHost) => void): Host<ToHost, State> {
  const api = acquireVsCodeApi();
  window.addEventListener('message', (event: MessageEvent<FromHost>) => onMessage(event.data));
  return { post: (message) => api.postMessage(message), setState: (state) => api.setState(state) };
}
