/** The real language server as a child process over stdio, with the protocol's own client side. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import { entryPath } from '../../src/common/entries.ts';

export type ServerChild = {
  child: ChildProcess;
  connection: ProtocolConnection;
  /** As an editor ends it; one that has ended already is only let go of. */
  stop: () => Promise<void>;
};

/** `listen`: registers what the client answers, before anything is said. `params`: of `initialize`. */
export async function startLanguageServer(
  listen: (connection: ProtocolConnection) => void = () => undefined,
  params: object = {},
): Promise<ServerChild> {
  const child = spawn(process.execPath, [entryPath('languageServer'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  listen(connection);
  connection.listen();
  await connection.sendRequest('initialize', {
    ...{ processId: process.pid, rootUri: null, capabilities: {} },
    ...params,
  });
  await connection.sendNotification('initialized', {});
  return {
    child,
    connection,
    stop: async () => {
      if (child.exitCode === null) {
        const exit = once(child, 'exit');
        await connection.sendRequest('shutdown');
        await connection.sendNotification('exit');
        await exit;
      }
      connection.dispose();
    },
  };
}
