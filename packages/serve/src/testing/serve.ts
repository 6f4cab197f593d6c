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
    heartbeat: 600_000,
    engineTimeout: 600_000,
    startTimeout: 600_000,
    requestTimeout: 600_000,
    drainTimeout: 600_000,
    ...options,
  });
}
