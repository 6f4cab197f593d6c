import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ServeError } from '../errors.ts';
import type { Bodies } from './body.ts';

/** Answers what was thrown as the protocol words it: at once, but for who keeps sending large bodies in vain. */
export function errorAnswer(bodies: Bodies) {
  return async (
    error: FastifyError | ServeError,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> => {
    const ours = error instanceof ServeError;
    const status = ours ? error.statusCode : (error.statusCode ?? 500);
    if (status >= 500 && status !== 503 && status !== 504) request.log.error({ err: error }, 'request failed');
    const wait = bodies.refused(request.raw, reply.raw, status);
    if (wait > 0) await pause(wait, reply);
    if (ours && error.retryAfter !== undefined) reply.header('retry-after', error.retryAfter);
    // Node would cut the connection of a client that asked for that with the answer, which he could then not read while
    // he sends: see cut.ts.
    if (!request.raw.complete) reply.raw.shouldKeepAlive = true;
    const hidden = status >= 500 && (!ours || error.code === 'internal');
    return reply
      .code(status)
      .type('application/json')
      .send({
        error: hidden ? 'an internal error; the log has it under this request id' : error.message,
        ...(ours && error.faults && { faults: error.faults }),
      });
  };
}

/** Some milliseconds, or until the client has gone. */
async function pause(millis: number, { raw }: FastifyReply): Promise<void> {
  const end = new AbortController();
  const { signal } = end;
  const gone = raw.destroyed ? Promise.resolve() : once(raw, 'close', { signal });
  await Promise.race([gone, sleep(millis, undefined, { signal })]).catch(() => {});
  end.abort();
  await gone.catch(() => {});
}
