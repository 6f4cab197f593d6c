import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ServeError } from '../errors.ts';
import { decodePicture } from '../pictures.ts';
import { bytesOf, view } from '../protocol/datatypes.ts';
import { type Prediction, schemas } from '../schemas.ts';
import type { ServedModel } from '../served-model.ts';
import { type Context, disconnect, findModel } from './context.ts';
import { measured } from './measured.ts';

/** `POST /predict`: a picture as the body, or as a file of a form, becomes a label and probabilities. */
export function predictRoute(app: FastifyInstance, context: Context): void {
  const { models, bodies, settings } = context;
  app.post('/predict', async (request, reply) => {
    const start = performance.now();
    const { name, top } = readQuery(request, models);
    const model = findModel(models, name);
    return measured(model, async (took) => {
      const gone = disconnect(reply);
      const { preprocessing, signature, classes } = model.about;
      if (!preprocessing || classes.length === 0) {
        throw new ServeError(
          'bad-request',
          `model ${name} does not classify pictures; use POST /v2/models/${name}/infer`,
        );
      }
      const picture = await readPicture(await bodies.read(request.raw, reply.raw), request.headers['content-type']);
      const pixels = await decodePicture(picture, preprocessing, settings.maxPixels);
      took.input = performance.now() - start;
      const [spec] = signature.inputs;
      const shape = [1, preprocessing.channels, ...preprocessing.size];
      const { outputs, queueMillis, inferMillis } = await model.infer(
        [{ ...spec!, shape, bytes: bytesOf(pixels) }],
        1,
        gone,
      );
      took.queue = queueMillis;
      const found = outputs.find((output) => output.name === 'probabilities')!; // every classifier gives it
      const timing = { decode: took.input, queue: queueMillis, infer: inferMillis };
      reply.header(
        'server-timing',
        Object.entries(timing)
          .map(([part, millis]) => `${part};dur=${millis.toFixed(2)}`)
          .join(', '),
      );
      return toPrediction(model, view('FP32', found.bytes) as Float32Array, classes, top, performance.now() - start);
    });
  });
}

function readQuery(request: FastifyRequest, models: Map<string, ServedModel>): { name: string; top: number } {
  const query = schemas.predictQuery.safeParse(request.query);
  if (!query.success)
    throw new ServeError(
      'bad-request',
      `query ${query.error.issues[0]?.path.join('.')}: ${query.error.issues[0]?.message}`,
    );
  const [first] = models.keys();
  const name = query.data.model ?? (models.size === 1 ? first : undefined);
  if (name === undefined)
    throw new ServeError(
      'bad-request',
      `there are several models; say which with ?model=, one of ${[...models.keys()].join(', ')}`,
    );
  return { name, top: query.data.top ?? Number.POSITIVE_INFINITY };
}

/** The file of a form, or the body itself. */
async function readPicture(body: Uint8Array, contentType = ''): Promise<Uint8Array> {
  if (!/^multipart\/form-data\b/i.test(contentType)) {
    if (body.byteLength > 0) return body;
    throw new ServeError(
      'bad-image',
      'the body is empty; send a JPEG, PNG or WebP file, for instance: curl --data-binary @picture.jpg URL',
    );
  }
  let form: FormData;
  try {
    form = await new Response(body as Uint8Array<ArrayBuffer>, { headers: { 'content-type': contentType } }).formData();
  } catch (cause) {
    throw new ServeError(
      'bad-request',
      'the body is not whole multipart/form-data; does its Content-Type name the boundary?',
      { cause },
    );
  }
  for (const [, value] of form) if (typeof value !== 'string') return new Uint8Array(await value.arrayBuffer());
  throw new ServeError(
    'bad-image',
    'the form holds no file; add the picture as one, for instance: curl -F image=@picture.jpg URL',
  );
}

function toPrediction(
  model: ServedModel,
  row: Float32Array,
  classes: string[],
  top: number,
  millis: number,
): Prediction {
  const order = Array.from(row.keys()).sort((a, b) => row[b]! - row[a]!);
  const best = order[0]!;
  return {
    model: model.name,
    label: classes[best] ?? String(best),
    confidence: row[best]!,
    probabilities: Object.fromEntries(order.slice(0, top).map((i) => [classes[i] ?? String(i), row[i]!])),
    millis: Math.round(millis * 100) / 100,
  };
}
