import type { ServeOptions } from '../options.ts';
import { type Server, serve as serveAsItIs } from '../serve.ts';

/**
 * The server as it is, on one thread and a free port, but patient: no limit of time ends anything, however loaded the
 * machine. A test of such a limit says it, and makes the others unreachable.
 */
export function serve(options: ServeOptions): Promise<Server> {
  return serveAsItIs({
    port: 0,
    threads: 1,
    log: 'silent',
    heartbeatMs: 600_000,
    engineTimeoutMs: 600_000,
    startTimeoutMs: 600_000,
    requestTimeoutMs: 600_000,
    drainTimeoutMs: 600_000,
    ...options,
  });
}
