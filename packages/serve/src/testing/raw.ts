// HTTP by hand: for requests that no client would send.
import { connect, type Socket } from 'node:net';
import type { Server } from '../serve.ts';

const PATIENCE = 120_000; // only a server that never closes meets it

/** Opens a connection and writes to it. */
export async function rawConnection(server: Server, bytes: string | Uint8Array): Promise<Socket> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {}); // the server may reset it: that is for the test to see
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(bytes);
  return socket;
}

/** Writes bytes and gives all that comes back until the server closes the connection. */
export async function rawAnswer(server: Server, bytes: string | Uint8Array): Promise<string> {
  const socket = await rawConnection(server, bytes);
  return restOf(socket);
}

/** All that comes until the server closes the connection. Throws where it does not within two minutes. */
export async function restOf(socket: Socket): Promise<string> {
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    socket.destroy();
  }, PATIENCE);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => socket.once('close', resolve));
  clearTimeout(late);
  if (isLate) throw new Error('the server did not close the connection within two minutes');
  return Buffer.concat(chunks).toString();
}
