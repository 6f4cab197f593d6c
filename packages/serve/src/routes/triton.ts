// What Triton's clients ask beyond the protocol itself: statistics, the list of models, how a model is configured.
import { readBySchema } from '@capstan/base';
import type { FastifyInstance } from 'fastify';
import { ServeError } from '../errors.ts';
import { statisticsOf } from '../metrics/statistics.ts';
import type { TensorSpec } from '../protocol/datatypes.ts';
import { readJson } from '../read-json.ts';
import type { ServedModel } from '../registry/served-model.ts';
import { type Context, findModel } from './context.ts';
import { schemas } from './schemas.ts';

type ModelParams = { Params: { name: string; version?: string } };

/** `…/stats`, `…/config` and `POST /v2/repository/index`, as in Triton. */
export function tritonRoutes(app: FastifyInstance, context: Context): void {
  const { models, bodies, settings } = context;

  app.get('/v2/models/stats', async () => ({ model_stats: [...models.values()].map(statisticsOf) }));

  for (const path of ['/v2/models/:name', '/v2/models/:name/versions/:version']) {
    app.get<ModelParams>(`${path}/stats`, async ({ params }) => {
      const { model } = findModel(models, params.name, params.version);
      return { model_stats: [statisticsOf(model)] };
    });

    app.get<ModelParams>(`${path}/config`, async ({ params }) => {
      const { model, release } = findModel(models, params.name, params.version);
      const { signature, platform } = release.about;
      return {
        name: model.name,
        platform,
        backend: 'capstan',
        version_policy: { specific: { versions: [Number(release.version)] } },
        max_batch_size: settings.maxBatch,
        input: signature.inputs.map(configOf),
        output: signature.outputs.map(configOf),
        instance_group: [{ name: model.name, kind: settings.device === 'cpu' ? 'KIND_CPU' : 'KIND_GPU', count: 1 }],
        dynamic_batching: { max_queue_delay_microseconds: Math.round(settings.maxDelayMs * 1000) },
        parameters: { model_hash: { string_value: release.hash } },
      };
    });
  }

  app.post('/v2/repository/index', async (request, reply) => {
    const { ready } = readIndexRequest(await bodies.read(request.raw, reply.raw));
    return [...models.values()].filter((model) => !ready || model.ready).map(entryOf);
  });

  for (const what of ['load', 'unload']) {
    app.post(`/v2/repository/models/:name/${what}`, async () => {
      throw new ServeError(
        'bad-request',
        `models are not ${what}ed over HTTP: whoever starts the server says which it serves (GET /v2/models lists them)`,
      );
    });
  }
}

function readIndexRequest(body: Uint8Array): { ready?: boolean | undefined } {
  if (body.byteLength === 0) return {};
  const json = readJson(body, '; send {"ready": true}, or nothing');
  return readBySchema(schemas.indexRequest, json, ([fault]) => {
    return new ServeError('bad-request', `the body${fault?.path ? `, ${fault.path}` : ''}: ${fault?.message}`);
  });
}

function entryOf({ name, version, ready, engine }: ServedModel) {
  if (ready) return { name, version, state: 'READY', reason: '' };
  return { name, version, state: engine.state === 'starting' ? 'LOADING' : 'UNAVAILABLE', reason: engine.reason };
}

/** Without the rows, which are the batch's. */
function configOf({ name, datatype, shape }: TensorSpec) {
  return { name, data_type: `TYPE_${datatype}`, dims: shape.slice(1) };
}
