/** The order that the protocol demands: initialize first and once, nothing but exit after shutdown. Requests out of it are answered with its errors. */
import {
  ErrorCodes,
  Message,
  ResponseError,
  type Connection,
  type ConnectionOptions,
  type RequestMessage,
} from 'vscode-languageserver/node';

/** Takes the place of a request's method: its handler refuses it. */
const REFUSED = '$/outOfOrder';
type Refusal = { code: number; message: string };

/** Options for the connection that is handed to `serve`. */
export function inOrder(): ConnectionOptions {
  let state: 'new' | 'initialized' | 'ended' = 'new';
  const refusalOf = ({ method }: RequestMessage): Refusal | undefined => {
    if (state === 'ended') return { code: ErrorCodes.InvalidRequest, message: 'The server was shut down.' };
    if (method === 'initialize') {
      if (state !== 'new') return { code: ErrorCodes.InvalidRequest, message: 'The server is initialized already.' };
      state = 'initialized';
    } else if (state === 'new')
      return { code: ErrorCodes.ServerNotInitialized, message: 'The server is not initialized yet.' };
    if (method === 'shutdown') state = 'ended';
    return undefined;
  };
  return {
    messageStrategy: {
      handleMessage: (message, next) => {
        if (Message.isNotification(message))
          return state === 'initialized' || message.method === 'exit' ? next(message) : undefined;
        const refusal = Message.isRequest(message) ? refusalOf(message) : undefined;
        return next(
          refusal === undefined ? message : ({ ...message, method: REFUSED, params: refusal } as RequestMessage),
        );
      },
    },
  };
}

export function refuseOutOfOrder(connection: Connection): void {
  connection.onRequest(REFUSED, ({ code, message }: Refusal) => {
    throw new ResponseError(code, message);
  });
}
