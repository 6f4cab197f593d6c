import { setImmediate as turn } from 'node:timers/promises';
import { readBySchema } from '@capstan/base';
import { type AnswerForm, answerOf } from '@capstan/models/answers';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ServeError } from '../errors.ts';
import { Deadline } from '../http/deadline.ts';
import { fileOfForm, partsCheck } from '../http/form.ts';
import { bytesOf, view, type WireTensor } from '../protocol/datatypes.ts';
import { shortest } from '../protocol/shortest.ts';
import type { ServedModel } from '../registry/served-model.ts';
import { type Context, disconnect, type Found, findModel, HASH_HEADER, submitOptions } from './context.ts';
import { measured } from './measured.ts';
import { schemas } from './schemas.ts';

/** What a model says of one example. */
type Guess = ReturnType<AnswerForm['json']>;

/** What a model is asked: numbers for its one input. */
type Question = { numbers: Float32Array; shape: [rows: number, ...number[]]; isList: boolean };

/** How long a question is worth reading. */
type Limits = { deadline: Deadline; signal: AbortSignal };

/** Probabilities that an answer may hold, and how many are written before other requests get their turn. */
const MOST_PROBABILITIES = 2 ** 20;
const SLICE = 2 ** 13;

/**
 * `POST /predict`: a picture as the body, or as a file of a form, becomes a label and probabilities; so does a row of a
 * table as JSON, or each of a list, and numbers where the model predicts numbers.
 */
export function predictRoute(app: FastifyInstance, context: Context): void {
  const { models, bodies, settings } = context;
  app.post('/predict', async (request, reply) => {
    const start = performance.now();
    const { name, top } = readQuery(request, models);
    const found = findModel(models, name);
    const { model, release } = found;
    return measured(model, async (took) => {
      const signal = disconnect(reply);
      const question = reader(found, context);
      const type = request.headers['content-type'] ?? '';
      const check = release.rows?.check(settings.maxRows) ?? (isForm(type) ? partsCheck(type) : undefined);
      const body = await bodies.read(request.raw, reply.raw, { check });
      const deadline = new Deadline(settings.requestTimeoutMs);
      const { numbers, shape, isList } = await question(body, type, { deadline, signal });
      bodies.hold(numbers.byteLength, reply.raw);
      took.input = performance.now() - start;
      const [rows] = shape;
      const { classes, signature } = release.about;
      const form = answerOf(release.about);
      const about = { classes, outputs: signature.outputs[0]!.shape.at(-1)! }; // a card has one
      refuseLong(rows, form.length?.(about, top) ?? 0);
      const inputs = [{ ...signature.inputs[0]!, shape, bytes: bytesOf(numbers) }];
      const answer = await model.infer(release, inputs, rows, submitOptions(request, deadline, signal));
      const { outputs, queueMillis, inferMillis } = answer;
      [took.queue, took.infer] = [queueMillis, inferMillis];
      const computed = performance.now();
      const timing = { decode: took.input, queue: queueMillis, infer: inferMillis };
      reply.header(HASH_HEADER, release.hash).header(
        'server-timing',
        Object.entries(timing)
          .map(([part, millis]) => `${part};dur=${millis.toFixed(2)}`)
          .join(', '),
      );
      const write = (numbers: number[]) => form.json(numbers, about, top);
      const guesses = await guessesOf(outputs.at(-1)!, rows, write); // the answers come after the output
      took.output = performance.now() - computed;
      const millis = Math.round((performance.now() - start) * 100) / 100;
      const head = { model: model.name, version: release.version, hash: release.hash };
      return isList ? { ...head, predictions: guesses, millis } : { ...head, ...guesses[0]!, millis };
    });
  });
}

/** How the model's questions are read. */
function reader(
  { model, release }: Found,
  { settings, pictures }: Context,
): (body: Uint8Array, contentType: string, limits: Limits) => Promise<Question> {
  const { preprocessing, classes } = release.about;
  const { rows: reader, sounds } = release;
  if (reader) {
    return async (body, _contentType, { deadline }) => {
      const { maxRows } = settings;
      const { values, rows, single } = await reader.read(body, { maxRows, timeoutMs: deadline.left });
      return { numbers: values, shape: [rows, values.length / rows], isList: !single };
    };
  }
  if (sounds) {
    return async (body, contentType, { deadline }) => {
      const recording = isForm(contentType) ? fileOfForm(body, contentType) : body;
      if (recording.byteLength === 0) {
        const how = 'send a WAV, FLAC, MP3 or Ogg file, for instance: curl --data-binary @said.wav URL';
        throw new ServeError('bad-recording', `the body is empty; ${how}`);
      }
      const numbers = await sounds.read(recording, { timeoutMs: deadline.left });
      return { numbers, shape: [1, ...sounds.shape], isList: false };
    };
  }
  if (!preprocessing || classes.length === 0) {
    throw new ServeError(
      'bad-request',
      `model ${model.name} neither classifies pictures nor takes recordings or rows of a table; use POST /v2/models/${model.name}/infer`,
    );
  }
  const maxPixels = settings.maxPixels ?? release.about.maxPixels;
  return async (body, contentType, limits) => {
    const picture = readPicture(body, contentType);
    const numbers = await pictures.decode(picture, { preprocessing, maxPixels, ...limits });
    return { numbers, shape: [1, preprocessing.channels, ...preprocessing.size], isList: false };
  };
}

function readQuery(request: FastifyRequest, models: Map<string, ServedModel>): { name: string; top: number } {
  const query = readBySchema(schemas.predictQuery, request.query, ([fault]) => {
    return new ServeError('bad-request', `query${fault?.path ? ` ${fault.path}` : ''}: ${fault?.message}`);
  });
  const [first] = models.keys();
  const name = query.model ?? (models.size === 1 ? first : undefined);
  if (name === undefined)
    throw new ServeError(
      'bad-request',
      `there are several models; say which with ?model=, one of ${[...models.keys()].join(', ')}`,
    );
  return { name, top: query.top ?? Number.POSITIVE_INFINITY };
}

const isForm = (contentType: string) => /^multipart\/form-data\b/i.test(contentType);

/** The file of a form, or the body itself. */
function readPicture(body: Uint8Array, contentType: string): Uint8Array {
  if (isForm(contentType)) return fileOfForm(body, contentType);
  if (body.byteLength > 0) return body;
  throw new ServeError(
    'bad-image',
    'the body is empty; send a JPEG, PNG or WebP file, for instance: curl --data-binary @picture.jpg URL',
  );
}

function refuseLong(rows: number, each: number): void {
  if (rows * each <= MOST_PROBABILITIES) return;
  const message = `${rows} rows of ${each} probabilities are more than fit an answer`;
  throw new ServeError('too-many-rows', `${message}; ask for fewer with ?top=, or send fewer rows`);
}

async function guessesOf(output: WireTensor, rows: number, write: (numbers: number[]) => Guess): Promise<Guess[]> {
  const values = view(output.datatype, output.bytes);
  const digits = output.datatype === 'FP32' ? shortest : (value: number) => value;
  const width = values.length / rows;
  const guesses: Guess[] = [];
  for (let row = 0, since = 0; row < rows; row++) {
    since += width;
    if (since > SLICE) {
      await turn();
      since = 0;
    }
    const numbers = Array.from(values.subarray(row * width, (row + 1) * width), Number).map(digits);
    guesses.push(write(numbers));
  }
  return guesses;
}
