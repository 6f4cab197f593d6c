import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import { ServeError } from '../errors.ts';
import { renderMetrics } from '../metrics/render.ts';
import type { Settings } from '../options.ts';
import type { Context } from '../routes/context.ts';
import { inferRoutes } from '../routes/infer.ts';
import { openApi } from '../routes/openapi.ts';
import { pageRoute } from '../routes/page.ts';
import { predictRoute } from '../routes/predict.ts';
import { protocolRoutes } from '../routes/protocol.ts';
import { apiKeyCheck } from './api-key.ts';

const OPEN_PATHS = new Set(['/', '/v2/health/live', '/v2/health/ready']);

/** The HTTP side without its routes: limits, request ids, logs, the key, and errors as the protocol words them. */
export function createApp(settings: Settings): FastifyInstance {
  const app = Fastify({
    logger: settings.log === 'silent' ? false : { level: settings.log, stream: process.stderr },
    genReqId: ({ headers }) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
    },
    requestTimeout: settings.requestTimeout,
    keepAliveTimeout: 75_000,
    routerOptions: { maxParamLength: 256 },
    http: {
      headersTimeout: Math.min(10_000, settings.requestTimeout), // Node takes the larger of the two for a whole request
      connectionsCheckingInterval: Math.min(1000, settings.requestTimeout),
    },
    forceCloseConnections: 'idle',
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      void reply.code(error.statusCode ?? 400).send({ error: error.message.slice(0, 300) });
    },
    clientErrorHandler,
  });

  // Routes read their bodies themselves, within limits and into memory that the engine can use; see body.ts.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
  });
  if (settings.apiKey !== undefined) {
    const allowed = apiKeyCheck(settings.apiKey);
    app.addHook('onRequest', async ({ url, headers }, reply) => {
      if (OPEN_PATHS.has(url.split('?')[0] ?? '') || allowed(headers.authorization)) return;
      reply.header('www-authenticate', 'Bearer');
      throw new ServeError(
        'unauthorized',
        'this server wants an API key: send the header "Authorization: Bearer <key>"',
      );
    });
  }

  app.setErrorHandler((error: FastifyError | ServeError, request, reply) => {
    const ours = error instanceof ServeError;
    const status = ours ? error.statusCode : (error.statusCode ?? 500);
    if (ours && error.retryAfter !== undefined) reply.header('retry-after', error.retryAfter);
    if (status >= 500 && status !== 503 && status !== 504) request.log.error({ err: error }, 'request failed');
    const hidden = !ours && status >= 500;
    return reply
      .code(status)
      .type('application/json')
      .send({
        error: hidden ? 'an internal error; the log has it under this request id' : error.message,
        ...(ours && error.faults && { faults: error.faults }),
      });
  });
  return app;
}

/** Adds all routes. */
export function addRoutes(app: FastifyInstance, context: Context): void {
  // A connection that stays open after the last answer would hold up the end.
  app.addHook('onSend', async (_request, reply) => {
    if (context.closing()) reply.header('connection', 'close');
  });
  protocolRoutes(app, context);
  inferRoutes(app, context);
  predictRoute(app, context);
  pageRoute(app, context);
  const document = openApi();
  app.get('/openapi.json', async () => document);
  app.get('/metrics', async (_request, reply) => {
    reply.type('text/plain; version=0.0.4; charset=utf-8');
    return renderMetrics(context.models.values());
  });
}

/** Answers bytes that are not HTTP, or that stopped coming, before the connection is closed. */
function clientErrorHandler(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, text] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'the headers are too large']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'the request did not arrive in time']
        : ['400 Bad Request', 'this is not a valid HTTP request'];
  const body = JSON.stringify({ error: text });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}
