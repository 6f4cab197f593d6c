import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ServeError } from '../errors.ts';
import { decodePicture } from '../pictures/decode.ts';
import { bytesOf, view } from '../protocol/datatypes.ts';
import type { ServedModel } from '../registry/served-model.ts';
import { type Context, disconnect, findModel } from './context.ts';
import { measured } from './measured.ts';
import { type Guess, schemas } from './schemas.ts';

/** What a model is asked: numbers for its one input. */
type Question = { numbers: Float32Array; shape: number[]; isList: boolean };

/**
 * `POST /predict`: a picture as the body, or as a file of a form, becomes a label and probabilities; so does a row of a
 * table as JSON, or each of a list, and numbers where the model predicts numbers.
 */
export function predictRoute(app: FastifyInstance, context: Context): void {
  const { models, bodies } = context;
  app.post('/predict', async (request, reply) => {
    const start = performance.now();
    const { name, top } = readQuery(request, models);
    const model = findModel(models, name);
    return measured(model, async (took) => {
      const gone = disconnect(reply);
      const question = reader(model, context);
      const body = await bodies.read(request.raw, reply.raw);
      const { numbers, shape, isList } = await question(body, request.headers['content-type']);
      bodies.hold(numbers.byteLength, reply.raw);
      took.input = performance.now() - start;
      const [rows] = shape as [number];
      const [spec] = model.about.signature.inputs;
      const { outputs, queueMillis, inferMillis } = await model.infer(
        [{ ...spec!, shape, bytes: bytesOf(numbers) }],
        rows,
        gone,
      );
      took.queue = queueMillis;
      const timing = { decode: took.input, queue: queueMillis, infer: inferMillis };
      reply.header(
        'server-timing',
        Object.entries(timing)
          .map(([part, millis]) => `${part};dur=${millis.toFixed(2)}`)
          .join(', '),
      );
      const found = outputs.at(-1)!; // a classifier's probabilities come after its logits
      const values = view(found.datatype, found.bytes);
      const width = values.length / rows;
      const guesses = Array.from({ length: rows }, (_, row) =>
        guessOf(Array.from(values.subarray(row * width, (row + 1) * width), Number), model.about.classes, top),
      );
      const millis = Math.round((performance.now() - start) * 100) / 100;
      return isList
        ? { model: model.name, predictions: guesses, millis }
        : { model: model.name, ...guesses[0]!, millis };
    });
  });
}

/** How the model's questions are read. */
function reader(
  model: ServedModel,
  { settings }: Context,
): (body: Uint8Array, contentType?: string) => Promise<Question> {
  const { preprocessing, classes } = model.about;
  const { rows: reader } = model;
  if (reader) {
    return async (body) => {
      const { values, rows, single } = await reader.read(body);
      return { numbers: values, shape: [rows, values.length / rows], isList: !single };
    };
  }
  if (!preprocessing || classes.length === 0) {
    throw new ServeError(
      'bad-request',
      `model ${model.name} neither classifies pictures nor takes rows of a table; use POST /v2/models/${model.name}/infer`,
    );
  }
  return async (body, contentType) => {
    const picture = await readPicture(body, contentType);
    const numbers = await decodePicture(picture, preprocessing, settings.maxPixels);
    return { numbers, shape: [1, preprocessing.channels, ...preprocessing.size], isList: false };
  };
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

/** Probabilities as a label, or the numbers that a model without classes predicts. */
function guessOf(values: number[], classes: string[], top: number): Guess {
  if (classes.length === 0) return values.length === 1 ? { value: values[0]! } : { values };
  const order = [...values.keys()].sort((a, b) => values[b]! - values[a]!);
  const best = order[0]!;
  return {
    label: classes[best] ?? String(best),
    confidence: values[best]!,
    probabilities: Object.fromEntries(order.slice(0, top).map((i) => [classes[i] ?? String(i), values[i]!])),
  };
}
