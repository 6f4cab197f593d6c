import type { Socket } from 'node:net';
import { isAbandoned } from './cut.ts';

/** Bytes that the parser gets at a time. */
const SLICE = 8192;

/**
 * Lets a connection's HTTP be parsed a slice at a time, so that a body in chunks of a byte each can be stopped in the
 * middle of what has come: 64 kB of those are eleven thousand calls. It costs honest connections a fifth of a millisecond a
 * megabyte, so it is for clients against whom something is held.
 */
export function parseBySlices(socket: Socket): void {
  const listeners = socket.listeners('data');
  const [parse] = listeners as ((bytes: Buffer) => void)[]; // Node's own: it hands the bytes to its parser
  if (!parse || listeners.length > 1) return;
  socket.off('data', parse);
  socket.on('data', (bytes: Buffer) => {
    for (let at = 0; at < bytes.length && !isAbandoned(socket); at += SLICE) parse(bytes.subarray(at, at + SLICE));
  });
}
