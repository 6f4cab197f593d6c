import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { answering } from './cut.ts';

/** An upload younger than this, in milliseconds, is not cut for others. */
const PATIENCE = 1000;

/** After the client has closed its side: milliseconds until it is asked whether it is still there, and between two times. */
const PROBE_AFTER = 200;
const PROBES = [50, 2000];

type State = { since: number; request?: IncomingMessage | undefined };

/**
 * Keeps connections within a number: when there are too many, the one that has been waiting for nothing the longest is
 * closed, then the slowest upload, and only then the newcomer. Silence costs no one else his place.
 */
export function limitConnections(server: Server, most: number): void {
  const open = new Map<Socket, State>(); // the longest without a change first
  server.on('connection', (socket: Socket) => {
    open.set(socket, { since: performance.now() });
    socket.once('close', () => open.delete(socket));
    if (open.size > most) (longestWaiting(open, socket) ?? socket).destroy();
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const change = (state: State) => {
      if (!open.delete(socket)) return;
      open.set(socket, state);
    };
    answering.set(socket, response);
    change({ since: performance.now(), request });
    response.once('close', () => change({ since: performance.now() }));
  });
}

function longestWaiting(open: Map<Socket, State>, newcomer: Socket): Socket | undefined {
  let upload: Socket | undefined;
  for (const [socket, { since, request }] of open) {
    if (socket === newcomer) continue;
    if (!request) return socket;
    if (!request.complete && performance.now() - since > PATIENCE) upload ??= socket;
  }
  return upload;
}

/**
 * Answers clients that have closed their side of the connection and still listen. Whether one does shows only when
 * something is sent: an interim answer (102), which a client that is gone altogether meets with a reset.
 */
export function answerHalfClosed(server: Server): void {
  Object.assign(server, { httpAllowHalfOpen: true }); // Node's own switch, not in its types
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    let timer: NodeJS.Timeout | undefined;
    const probe = (waits: readonly number[]) => {
      if (response.headersSent || response.destroyed) return;
      if (request.httpVersion !== '1.0') response.writeProcessing();
      timer = setTimeout(() => probe(waits.length > 1 ? waits.slice(1) : waits), waits[0]);
      timer.unref();
    };
    const onEnd = () => {
      timer = setTimeout(() => probe(PROBES), PROBE_AFTER);
      timer.unref();
    };
    socket.once('end', onEnd);
    response.once('close', () => {
      clearTimeout(timer);
      socket.off('end', onEnd);
    });
  });
}
