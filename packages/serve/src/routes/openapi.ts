import * as z from 'zod';
import { inferRequestSchema } from '../protocol/request-json.ts';
import { version } from '../version.ts';
import { schemas } from './schemas.ts';

const json = (schema: z.ZodType) => ({
  'application/json': { schema: z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) },
});
const answer = (description: string, schema: z.ZodType) => ({ description, content: json(schema) });
const parameter = (
  name: string,
  where: 'path' | 'query' | 'header',
  description: string,
  schema: object = { type: 'string' },
) => ({
  name,
  in: where,
  required: where === 'path',
  description,
  schema,
});
const bytes = { schema: { type: 'string', format: 'binary' } };
const modelName = parameter('name', 'path', 'Name of the model');
const modelVersion = parameter('version', 'path', 'Version of the model');
const headerLength = parameter('Inference-Header-Content-Length', 'header', 'Bytes of JSON before the raw tensors', {
  type: 'integer',
  minimum: 1,
});

const refusals: Record<number, string> = {
  400: 'The request does not fit; the message says what was expected and what was received',
  401: 'The API key is missing or wrong',
  404: 'No such model or version',
  408: 'The body did not arrive in time',
  413: 'The body is larger, or has more rows, than the server takes',
  429: 'The queue is full; Retry-After says when to try again',
  500: 'The engine could not compute it',
  503: 'The engine is being restarted, the model was replaced, or the server is shutting down',
  504: 'No answer within the time limit',
};

function operation(summary: string, ok: object, parts: { parameters?: object[]; body?: object; refuses: number[] }) {
  const refused = parts.refuses.map((status) => [String(status), answer(refusals[status] ?? '', schemas.error)]);
  return {
    summary,
    ...(parts.parameters ? { parameters: parts.parameters } : {}),
    ...(parts.body ? { requestBody: { required: true, content: parts.body } } : {}),
    responses: { 200: ok, ...Object.fromEntries(refused) },
  };
}

/** The server's routes as an OpenAPI 3.1 document. */
export function openApi(): object {
  const infer = (parameters: object[]) =>
    operation(
      'Compute',
      { description: 'The outputs', content: { ...json(schemas.infer), 'application/octet-stream': bytes } },
      {
        parameters: [...parameters, headerLength],
        body: { ...json(inferRequestSchema), 'application/octet-stream': bytes },
        refuses: [400, 401, 404, 408, 413, 429, 500, 503, 504],
      },
    );
  const about = (parameters: object[]) =>
    operation('A model: what it takes and gives', answer('The model', schemas.model), {
      parameters,
      refuses: [401, 404, 503],
    });
  const ready = (parameters: object[]) =>
    operation('Whether a model can compute', answer('It can', schemas.modelReady), {
      parameters,
      refuses: [401, 404, 503],
    });
  const told = (summary: string, schema: z.ZodType, parameters: object[]) =>
    operation(summary, answer(summary, schema), { parameters, refuses: [401, 404, 503] });
  const stats = (parameters: object[]) => told('What a model has done', schemas.statistics, parameters);
  const config = (parameters: object[]) => told('How a model is served', schemas.config, parameters);
  const versioned = [modelName, modelVersion];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Capstan inference server',
      version,
      description: 'Open Inference Protocol v2, and POST /predict for pictures, recordings and rows of tables.',
    },
    paths: {
      '/v2': { get: operation('The server', answer('Name, version, extensions', schemas.server), { refuses: [401] }) },
      '/v2/health/live': {
        get: operation('Whether the process answers', answer('It does', schemas.live), { refuses: [] }),
      },
      '/v2/health/ready': {
        get: operation('Whether all models can compute', answer('They can', schemas.ready), { refuses: [503] }),
      },
      '/v2/models': { get: operation('What is served', answer('All models', schemas.models), { refuses: [401, 503] }) },
      '/v2/models/{name}': { get: about([modelName]) },
      '/v2/models/{name}/versions/{version}': { get: about(versioned) },
      '/v2/models/{name}/ready': { get: ready([modelName]) },
      '/v2/models/{name}/versions/{version}/ready': { get: ready(versioned) },
      '/v2/models/{name}/infer': { post: infer([modelName]) },
      '/v2/models/{name}/versions/{version}/infer': { post: infer(versioned) },
      '/v2/models/stats': {
        get: operation('What all models have done', answer('Counts', schemas.statistics), { refuses: [401] }),
      },
      '/v2/models/{name}/stats': { get: stats([modelName]) },
      '/v2/models/{name}/versions/{version}/stats': { get: stats(versioned) },
      '/v2/models/{name}/config': { get: config([modelName]) },
      '/v2/models/{name}/versions/{version}/config': { get: config(versioned) },
      '/v2/repository/index': {
        post: operation('All models and how they stand', answer('The models', schemas.index), {
          body: json(schemas.indexRequest),
          refuses: [400, 401],
        }),
      },
      '/predict': {
        post: operation(
          'Judge a picture, a recording, a row of a table, or several',
          answer('Labels or numbers', schemas.predict),
          {
            parameters: [
              parameter('model', 'query', 'Needed where there are several models'),
              parameter('top', 'query', 'How many classes to give', { type: 'integer', minimum: 1 }),
            ],
            body: {
              ...json(schemas.predictRows),
              'image/jpeg': bytes,
              'image/png': bytes,
              'image/webp': bytes,
              'audio/wav': bytes,
              'audio/flac': bytes,
              'audio/mpeg': bytes,
              'audio/ogg': bytes,
              'application/octet-stream': bytes,
              'multipart/form-data': {
                schema: { type: 'object', properties: { image: { type: 'string', format: 'binary' } } },
              },
            },
            refuses: [400, 401, 404, 408, 413, 429, 500, 503, 504],
          },
        ),
      },
      '/metrics': {
        get: operation(
          'Counters for Prometheus',
          { description: 'Text', content: { 'text/plain': { schema: { type: 'string' } } } },
          { refuses: [401] },
        ),
      },
    },
  };
}
