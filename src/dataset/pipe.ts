/** Named pipes, read so that a reader can end: a read that waits in a thread for a quiet writer cannot be taken back, and holds even `process.exit` until the writer says something. */
import { open } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';

const openDescriptor = promisify(open); // a FileHandle would close the socket's descriptor once more

/** The bytes of a pipe, once it has a writer; destroying the stream ends it at once. */
export async function openPipe(path: string): Promise<Readable> {
  return new Socket({ fd: await openDescriptor(path, 'r'), readable: true, writable: false });
}
