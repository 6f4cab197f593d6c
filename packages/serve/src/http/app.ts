import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { ServeError } from '../errors.ts';
import { renderMetrics } from '../metrics/render.ts';
import type { Settings } from '../options.ts';
import type { Context } from '../routes/context.ts';
import { inferRoutes } from '../routes/infer.ts';
import { modelRoutes } from '../routes/models.ts';
import { openApi } from '../routes/openapi.ts';
import { pageRoute } from '../routes/page.ts';
import { predictRoute } from '../routes/predict.ts';
import { protocolRoutes } from '../routes/protocol.ts';
import { tritonRoutes } from '../routes/triton.ts';
import { strangerIn } from './access.ts';
import { errorAnswer } from './answer-error.ts';
import { apiKeyCheck } from './api-key.ts';
import type { Bodies } from './body.ts';
import { answerHalfClosed, limitConnections } from './connections.ts';
import { answerClientError, cutUnfinished } from './cut.ts';
import { LogLines } from './log.ts';
import { noSuchRoute } from './no-such-route.ts';
import { parseBySlices } from './slices.ts';

const OPEN_PATHS = new Set(['/', '/v2/health/live', '/v2/health/ready']);

/** Milliseconds after which Node ends a request that none of our own limits ended. */
const LAST_RESORT = 5000;

/** The HTTP side without its routes: limits, request ids, logs, who may ask, and errors as the protocol words them. */
export function createApp(settings: Settings, bodies: Bodies): { app: FastifyInstance; log: LogLines } {
  const log = new LogLines(2);
  const { requestTimeoutMs } = settings;
  const app = Fastify({
    logger: settings.log === 'silent' ? false : { level: settings.log, stream: log },
    genReqId: ({ headers }) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
    },
    requestTimeout: requestTimeoutMs + LAST_RESORT,
    keepAliveTimeout: 75_000,
    routerOptions: { maxParamLength: 256, ignoreTrailingSlash: true },
    http: {
      headersTimeout: Math.min(10_000, requestTimeoutMs), // Node takes the larger of the two for a whole request
      connectionsCheckingInterval: Math.min(1000, requestTimeoutMs),
    },
    forceCloseConnections: 'idle',
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      void reply.code(error.statusCode ?? 400).send({ error: error.message.slice(0, 300) });
    },
    clientErrorHandler: answerClientError,
  });
  app.server.on('connection', (socket: Socket) => {
    if (bodies.offences.of(socket.remoteAddress ?? '') > 0) parseBySlices(socket);
  });
  limitConnections(app.server, settings.maxConnections);
  answerHalfClosed(app.server);

  // Routes read their bodies themselves, within limits and into memory that the engine can use; see body.ts.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  app.addHook('onRequest', async (request, reply) => {
    reply
      .header('x-request-id', request.id)
      .header('x-content-type-options', 'nosniff')
      .header('cross-origin-resource-policy', 'same-origin');
  });
  guard(app, settings);
  app.addHook('onResponse', async ({ raw }) =>
    cutUnfinished(raw, bodies.offences.of(raw.socket.remoteAddress ?? '') === 0),
  );
  app.setErrorHandler(errorAnswer(bodies));
  noSuchRoute(app);
  return { app, log };
}

/** With a key, who has it may ask; without one, this machine, but no web page that is not ours. */
function guard(app: FastifyInstance, { apiKey, allowedHosts }: Settings): void {
  const allowed = apiKey === undefined ? undefined : apiKeyCheck(apiKey);
  app.decorateRequest('isTrusted', false);
  app.addHook('onRequest', async (request, reply) => {
    const { headers, routeOptions } = request;
    const stranger = allowed ? undefined : strangerIn(headers, allowedHosts);
    if (stranger) throw stranger;
    request.isTrusted = allowed?.(headers.authorization) ?? true;
    if (request.isTrusted || OPEN_PATHS.has(routeOptions.url ?? '')) return;
    reply.header('www-authenticate', 'Bearer');
    throw new ServeError('unauthorized', 'this server wants an API key: send the header "Authorization: Bearer <key>"');
  });
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether it may be told names, paths and hashes: it has the key, or none is wanted. */
    isTrusted: boolean;
  }
}

/** Adds all routes. */
export function addRoutes(app: FastifyInstance, context: Context, log: LogLines): void {
  // A connection that stays open after the last answer would hold up the end.
  app.addHook('onSend', async (_request, reply) => {
    if (context.closing()) reply.header('connection', 'close');
  });
  protocolRoutes(app, context);
  modelRoutes(app, context);
  tritonRoutes(app, context);
  inferRoutes(app, context);
  predictRoute(app, context);
  pageRoute(app);
  const document = openApi();
  app.get('/openapi.json', async () => document);
  app.get('/metrics', async (_request, reply) => {
    reply.type('text/plain; version=0.0.4; charset=utf-8');
    return renderMetrics(context.models.values(), log.dropped);
  });
}
