import type { FastifyInstance, FastifyRequest } from 'fastify';
import { quote, ServeError } from '../errors.ts';
import { Deadline } from '../http/deadline.ts';
import { bytesPerPicture } from '../pictures/decoder.ts';
import { isPixels, normalise } from '../pictures/wire.ts';
import { shapeCheck } from '../protocol/json-shape.ts';
import { requestLimits } from '../protocol/request-json.ts';
import { encodeInferResponse } from '../protocol/response.ts';
import { type Context, disconnect, findModel, HASH_HEADER, submitOptions } from './context.ts';
import { measured } from './measured.ts';

const HEADER = 'inference-header-content-length';

type ModelParams = { Params: { name: string; version?: string } };

/** `POST …/infer`, in JSON and with raw tensors after the JSON. */
export function inferRoutes(app: FastifyInstance, context: Context): void {
  const { models, bodies, parser, pictures, settings } = context;
  const { nonFinite, maxRows, requestTimeoutMs } = settings;
  for (const path of ['/v2/models/:name/infer', '/v2/models/:name/versions/:version/infer']) {
    app.post<ModelParams>(path, async (request, reply) => {
      const { model, release } = findModel(models, request.params.name, request.params.version);
      const start = performance.now();
      return measured(model, async (took) => {
        const headerLength = readHeaderLength(request);
        const { signature, classes, maxPixels } = release.about;
        const gone = disconnect(reply);
        const check = shapeCheck(requestLimits, headerLength);
        const body = await bodies.read(request.raw, reply.raw, { headerLength, check });
        const deadline = new Deadline(requestTimeoutMs);
        const parsed = await parser.parse(body, signature, { headerLength, nonFinite, maxRows }, deadline.left);
        deadline.shorten(parsed.timeoutMs);
        let { inputs } = parsed;
        const [pixels] = inputs;
        if (parsed.pictures && signature.pictures) {
          bodies.hold(parsed.rows * bytesPerPicture(signature.pictures), reply.raw);
          const options = {
            preprocessing: signature.pictures,
            maxPixels: settings.maxPixels ?? maxPixels,
            deadline,
            signal: gone,
          };
          inputs = [await pictures.decodeAll(parsed.pictures, signature.inputs[0]!, options)];
        }
        if (signature.pictures && pixels && isPixels(pixels, signature)) {
          bodies.hold(pixels.bytes.byteLength * Float32Array.BYTES_PER_ELEMENT, reply.raw);
          inputs = [await normalise(pixels, signature.pictures)];
        }
        took.input = performance.now() - start;
        const answer = await model.infer(release, inputs, parsed.rows, submitOptions(request, deadline, gone));
        [took.queue, took.infer] = [answer.queueMillis, answer.inferMillis];
        const computed = performance.now();
        const { version, hash } = release;
        const head = { model: model.name, version, hash, id: parsed.id };
        const encoded = await encodeInferResponse(head, answer.outputs, parsed.outputs, classes);
        took.output = performance.now() - computed;
        reply.header(HASH_HEADER, hash);
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
