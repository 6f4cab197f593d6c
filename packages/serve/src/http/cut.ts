// Ends of connections. A limit that was announced is enforced here: whoever was refused gets some time to read the
// answer, and is then cut off, whether he goes on sending or not.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Milliseconds in which the rest of a refused body is read and dropped, so that the client gets to read the answer; and
 * for how long at most, as long as something comes: many clients send all before they read.
 */
const LINGER = 2000;
const LONGEST = 12_000;

/**
 * Milliseconds for which a connection that cost too much is left standing, unread: its owner is slowed, not we. It is up to
 * half as long again, so that those that were cut together do not come back together.
 */
const HOLD = 3000;

/** Milliseconds until a connection that was told to go is gone. */
const FAREWELL = 250;

/** Milliseconds between two turns of reading what is dropped, for each connection on which there is something to drop. */
const DRAIN_EVERY = 4;

/** Takes nothing more from a connection, not even what has already come: its pieces would still cost. */
export function stopReading(request: IncomingMessage): void {
  if (request.headers['content-length'] === undefined) abandoned.add(request.socket);
  request.pause();
  request.push = () => true;
  request._read = () => {}; // Node's would start the connection again
  request.socket.pause();
}

/** Connections of which nothing more is read: where a chunked body would have ended, nobody finds out. */
const abandoned = new WeakSet<Socket>();
export const isAbandoned = (socket: Socket) => abandoned.has(socket);

/**
 * Once an answer is sent: cuts the connection where the request's body does not come to its end. Of one whose length is
 * known the rest is read and dropped for a while, as clients that send before they read need it; of one in chunks, which
 * may be of a byte each, nothing more is.
 *
 * @param isPatient whether the while goes on as long as something comes: nothing is held against the client
 */
export function cutUnfinished(request: IncomingMessage, isPatient: boolean): void {
  if (request.complete) return;
  const { socket } = request;
  const isSized = request.headers['content-length'] !== undefined && !tooSlow.has(request);
  stopReading(request);
  const last = performance.now() + (isPatient ? LONGEST : LINGER);
  let seen = socket.bytesRead;
  const end = () => {
    clearInterval(timer);
    socket.off('close', end);
  };
  const look = () => {
    const comes = socket.bytesRead > seen && performance.now() < last;
    seen = socket.bytesRead;
    if (isSized && comes && !request.complete) return;
    end();
    if (!request.complete) socket.destroy();
  };
  const hold = tooSlow.has(request) ? FAREWELL : HOLD * (1 + Math.random() / 2);
  const timer = setInterval(look, isSized ? LINGER : hold);
  timer.unref();
  socket.once('close', end);
  if (isSized) drain(request, socket, end);
}

/** Requests that had their time. */
export const tooSlow = new WeakSet<IncomingMessage>();

let draining = 0;

/**
 * Reads what comes, one piece of 64 kB a turn, so that it takes no more of the thread than others leave: 16 MB a second, of
 * all connections together. Left to itself the system's loop hands over up to 32 pieces at once.
 */
function drain(request: IncomingMessage, socket: Socket, done: () => void): void {
  draining++;
  request.push = () => false; // Node then stops reading, until it is told to go on
  const turn = () => {
    if (request.complete || socket.destroyed) {
      draining--;
      done();
      socket.resume();
      if (request.headers.connection?.toLowerCase() === 'close') socket.end();
      return;
    }
    socket.resume();
    setImmediate(() => request.complete || socket.pause());
    setTimeout(turn, draining * DRAIN_EVERY);
  };
  turn();
}

const texts: Record<string, [status: string, text: string]> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'the headers are too large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['413 Payload Too Large', 'the extensions of a chunk are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'the request did not arrive in time'],
};

/** Answers bytes that are not HTTP, or that stopped coming, and cuts the connection. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || isHalfAnswered(socket)) {
    socket.destroy();
    return;
  }
  const [status, text] = texts[error.code ?? ''] ?? ['400 Bad Request', 'this is not a valid HTTP request'];
  const body = JSON.stringify({ error: text });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
  setTimeout(() => socket.destroy(), FAREWELL).unref();
}

/** The response that a connection is busy with. */
export const answering = new WeakMap<Socket, ServerResponse>();

/** In the middle of an answer another must not be written into it. */
function isHalfAnswered(socket: Socket): boolean {
  const response = answering.get(socket);
  return response?.headersSent === true && !response.writableFinished;
}
