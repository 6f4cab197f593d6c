import type { FastifyInstance, FastifyRequest } from 'fastify';
import { quote, ServeError } from '../errors.ts';
import { bytesPerPicture, decodePictures } from '../pictures/decode.ts';
import { encodeInferResponse } from '../protocol/response.ts';
import { type Context, disconnect, findModel } from './context.ts';
import { measured } from './measured.ts';

const HEADER = 'inference-header-content-length';

type ModelParams = { Params: { name: string; version?: string } };

/** `POST …/infer`, in JSON and with raw tensors after the JSON. */
export function inferRoutes(app: FastifyInstance, { models, bodies, parser, settings }: Context): void {
  for (const path of ['/v2/models/:name/infer', '/v2/models/:name/versions/:version/infer']) {
    app.post<ModelParams>(path, async (request, reply) => {
      const model = findModel(models, request.params.name, request.params.version);
      const start = performance.now();
      return measured(model, async (took) => {
        const headerLength = readHeaderLength(request);
        const { signature, classes } = model.about;
        const gone = disconnect(reply);
        const body = await bodies.read(request.raw, reply.raw, headerLength);
        const parsed = await parser.parse(body, signature, { headerLength, nonFinite: settings.nonFinite });
        let { inputs } = parsed;
        if (parsed.pictures && signature.pictures) {
          bodies.hold(parsed.rows * bytesPerPicture(signature.pictures), reply.raw);
          inputs = [
            await decodePictures(parsed.pictures, signature.inputs[0]!, signature.pictures, settings.maxPixels),
          ];
        }
        took.input = performance.now() - start;
        const answer = await model.infer(inputs, parsed.rows, gone);
        took.queue = answer.queueMillis;
        const head = { model: model.name, version: model.version, id: parsed.id };
        const encoded = encodeInferResponse(head, answer.outputs, parsed.outputs, classes);
        if (encoded.headerLength === undefined) reply.type('application/json');
        else reply.type('application/octet-stream').header(HEADER, encoded.headerLength);
        return reply.send(encoded.body);
      });
    });
  }
}

function readHeaderLength({ headers }: FastifyRequest): number | undefined {
  const text = headers[HEADER];
  if (text === undefined) return undefined;
  if (typeof text === 'string' && /^\d{1,10}$/.test(text) && Number(text) > 0) return Number(text);
  throw new ServeError(
    'bad-request',
    `Inference-Header-Content-Length should be a count of bytes, received ${quote(text)}`,
  );
}
