/** The page's side of the message channel to the extension. */

type VsCodeApi = { postMessage(message: unknown): void; getState(): unknown; setState(state: unknown): void };
declare function acquireVsCodeApi(): VsCodeApi;

export type Host<FromHost, ToHost, State> = {
  /** The editor lets only our own extension's messages in. */
  onMessage(listener: (message: FromHost) => void): void;
  post(message: ToHost): void;
  /** What survives a reload of the page; the extension gets it back when the window is restored. */
  setState(state: State): void;
  /** What was left by the page before its reload, perhaps by another version: check it. */
  getState(): unknown;
};

/** Connects; once a page. */
export function connectHost<FromHost, ToHost, State>(): Host<FromHost, ToHost, State> {
  const api = acquireVsCodeApi();
  return {
    onMessage: (listener) =>
      window.addEventListener('message', (event: MessageEvent<FromHost>) => listener(event.data)),
    post: (message) => api.postMessage(message),
    setState: (state) => api.setState(state),
    getState: () => api.getState(),
  };
}
