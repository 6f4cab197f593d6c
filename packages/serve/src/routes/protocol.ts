import type { FastifyInstance } from 'fastify';
import { ServeError } from '../errors.ts';
import { named } from '../rows/read-rows.ts';
import { version } from '../version.ts';
import { type Context, findModel } from './context.ts';

type ModelParams = { Params: { name: string; version?: string } };

/** Health and metadata of the Open Inference Protocol v2. */
export function protocolRoutes(app: FastifyInstance, { models, closing }: Context): void {
  app.get('/v2', async () => ({ name: 'capstan', version, extensions: ['binary_tensor_data', 'classification'] }));

  app.get('/v2/health/live', async () => ({ live: true }));

  app.get('/v2/health/ready', async (_request, reply) => {
    const waiting = [...models.values()].filter((model) => !model.ready);
    if (closing()) return reply.code(503).send({ live: true, ready: false, error: 'the server is shutting down' });
    if (waiting.length === 0) return { live: true, ready: true };
    const error = waiting.map((model) => `model ${model.name}: ${model.engine.reason}`).join('; ');
    return reply.code(503).send({ live: true, ready: false, error });
  });

  for (const path of ['/v2/models/:name', '/v2/models/:name/versions/:version']) {
    app.get<ModelParams>(path, async ({ params }) => {
      const model = findModel(models, params.name, params.version);
      const { signature, platform, architecture, computed } = model.about;
      const { inputs, outputs } = signature;
      return {
        name: model.name,
        versions: [model.version],
        platform,
        inputs,
        outputs,
        parameters: {
          architecture,
          ...(computed && { computed }),
          ...(signature.pictures && {
            pictures: 'the input also as UINT8 pixels, or as BYTES: JPEG, PNG or WebP files',
          }),
          ...(model.rows && { rows: `POST /predict takes rows as JSON: ${named(model.rows.pipeline)}` }),
        },
      };
    });

    app.get<ModelParams>(`${path}/ready`, async ({ params }, reply) => {
      const model = findModel(models, params.name, params.version);
      if (model.ready && !closing()) return { name: model.name, ready: true };
      return reply.code(503).send({
        name: model.name,
        ready: false,
        error: closing() ? 'the server is shutting down' : model.engine.reason,
      });
    });
  }

  app.setNotFoundHandler(({ method, url }) => {
    throw new ServeError(
      'not-found',
      `there is no ${method} ${url.split('?')[0]?.slice(0, 120)}; GET /openapi.json lists what there is`,
    );
  });
}
