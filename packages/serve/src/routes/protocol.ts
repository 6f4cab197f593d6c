import type { FastifyInstance } from 'fastify';
import { named } from '../rows/read-rows.ts';
import { version } from '../version.ts';
import { type Context, findModel } from './context.ts';

/** Of the protocol, by Triton's names. */
const EXTENSIONS = ['binary_tensor_data', 'classification', 'model_configuration', 'model_repository', 'statistics'];

type ModelParams = { Params: { name: string; version?: string } };

/** Health and metadata of the Open Inference Protocol v2. */
export function protocolRoutes(app: FastifyInstance, { models, closing }: Context): void {
  app.get('/v2', async () => ({ name: 'capstan', version, extensions: EXTENSIONS }));

  app.get('/v2/health/live', async () => ({ live: true }));

  app.get('/v2/health/ready', async (request, reply) => {
    const waiting = [...models.values()].filter((model) => !model.ready);
    if (closing()) return reply.code(503).send({ live: true, ready: false, error: 'the server is shutting down' });
    if (waiting.length === 0) return { live: true, ready: true };
    const reasons = waiting.map((model) => `model ${model.name}: ${model.engine.reason}`).join('; ');
    const error = request.isTrusted ? reasons : `${waiting.length} of ${models.size} models cannot compute now`;
    return reply.code(503).send({ live: true, ready: false, error });
  });

  for (const path of ['/v2/models/:name', '/v2/models/:name/versions/:version']) {
    app.get<ModelParams>(path, async ({ params }) => {
      const { model, release } = findModel(models, params.name, params.version);
      const { signature, platform, architecture, computed } = release.about;
      const { inputs, outputs } = signature;
      return {
        name: model.name,
        versions: [release.version],
        platform,
        inputs,
        outputs,
        parameters: {
          architecture,
          hash: release.hash,
          ...(computed && { computed }),
          ...(signature.pictures && {
            pictures: 'the input also as UINT8 pixels, or as BYTES: JPEG, PNG or WebP files',
          }),
          ...(release.rows && { rows: `POST /predict takes rows as JSON: ${named(release.rows.pipeline)}` }),
        },
      };
    });

    app.get<ModelParams>(`${path}/ready`, async ({ params }, reply) => {
      const { model } = findModel(models, params.name, params.version);
      if (model.ready && !closing()) return { name: model.name, ready: true };
      return reply.code(503).send({
        name: model.name,
        ready: false,
        error: closing() ? 'the server is shutting down' : model.engine.reason,
      });
    });
  }
}
