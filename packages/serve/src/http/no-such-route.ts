import type { FastifyInstance } from 'fastify';
import { ServeError } from '../errors.ts';

/** Answers what no route takes: 405 with `Allow` where there is the path, but not for this method; else 404. */
export function noSuchRoute(app: FastifyInstance): void {
  const routes: { path: RegExp; method: string }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    const path = new RegExp(`^${url.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}/?$`);
    for (const each of [method].flat()) routes.push({ path, method: each });
  });
  app.setNotFoundHandler(({ method, url }, reply) => {
    const path = url.split('?')[0] ?? '';
    const shown = path.slice(0, 120);
    const allowed = [...new Set(routes.filter((route) => route.path.test(path)).map((route) => route.method))].sort();
    if (allowed.length > 0) {
      reply.header('allow', allowed.join(', '));
      throw new ServeError('method-not-allowed', `${shown} takes ${allowed.join(' and ')}, not ${method}`);
    }
    throw new ServeError('not-found', `there is no ${method} ${shown}; GET /openapi.json lists what there is`);
  });
}
