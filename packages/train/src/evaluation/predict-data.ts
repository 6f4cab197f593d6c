import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Progress } from '@capstan/base';
import { replaceFile } from '@capstan/base/files';
import {
  decodeImage,
  type FittedPipeline,
  folderKind,
  matrix,
  type Preprocessing,
  readAudio,
  recordingsUnder,
  type SoundPreprocessing,
  soundFeatures,
  soundShape,
} from '@capstan/data';
import { parsePipeline } from '@capstan/data/apply-pipeline';
import { type Columns, columnOf, takeRows, textOf } from '@capstan/data/table';
import { type AnswerForm, answerAbout, answerOf, architectures, type ModelCard, openModel } from '@capstan/models';
import { fromTypedArray, inferenceMode, type nn, scope } from '@capstan/torch';
import { TrainError } from '../errors.ts';
import { picturesUnder } from '../feeds/pictures-under.ts';
import { readTableFile } from '../feeds/table/open-table-file.ts';
import { type TableFileOptions, tableFile } from '../feeds/table/table-file.ts';
import { breathe } from '../loop/breathe.ts';
import { readProject } from '../project/project-file.ts';
import { csv } from './csv.ts';

/** Examples that are computed together. */
const BATCH = 256;

/** Inputs in their order, and what each is called. */
interface Inputs {
  /** What `names` are: rows or files. */
  what: 'row' | 'file' | 'user';
  names: readonly string[];
  /** Shape of one. */
  shape: number[];
  /** Numbers of those from `from` up to `to`. */
  numbers(from: number, to: number): Promise<Float32Array>;
}

/**
 * Writes what a model says of data that need no truth: each row of a table, or each picture or recording of a folder, as CSV with the answer
 * and for classes the probability of each.
 *
 * @param model folder of the model
 * @returns how many there were
 * @throws {TrainError} bad-project — the model takes neither pictures, recordings nor rows, or the data are of the other kind
 * @throws {DataError} column-unknown — where a column isn't there, and what else reading and the model's steps refuse
 * @example await predictData('runs/3f2a/best', 'new.csv', 'answers.csv');
 */
export async function predictData(
  model: string,
  data: string,
  path: string,
  options: {
    reading?: TableFileOptions['reading'];
    signal?: AbortSignal;
    onProgress?: (progress: Progress) => void;
  } = {},
): Promise<number> {
  const opened = await openModel(model);
  const inputs = await inputsOf(model, opened.card, data, options);
  const form = answerOf(opened.card);
  const about = answerAbout(opened.card);
  const lines = [[inputs.what, ...form.columns(about)]];
  const breath = breathe();
  for (let from = 0; from < inputs.names.length; from += BATCH) {
    options.signal?.throwIfAborted();
    const to = Math.min(inputs.names.length, from + BATCH);
    const answers = answer(opened.model, await inputs.numbers(from, to), [to - from, ...inputs.shape], form);
    for (const [i, said] of answers.entries()) lines.push([inputs.names[from + i]!, ...form.cells(said, about)]);
    options.onProgress?.({ done: to, total: inputs.names.length, unit: 'examples' });
    await breath();
  }
  await replaceFile(path, csv(lines));
  return inputs.names.length;
}

function answer(model: nn.Module, numbers: Float32Array, shape: number[], form: AnswerForm): Float32Array[] {
  return inferenceMode(() => {
    using _step = scope();
    const input = fromTypedArray(numbers, shape);
    const flat = form.compute(model(input), model, input).data() as Float32Array; // models answer in float32
    const width = flat.length / shape[0]!;
    return Array.from({ length: shape[0]! }, (_, row) => flat.slice(row * width, (row + 1) * width));
  });
}

async function inputsOf(
  model: string,
  card: ModelCard,
  data: string,
  { reading, signal }: { reading?: TableFileOptions['reading']; signal?: AbortSignal },
): Promise<Inputs> {
  const isFolder = statSync(data, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const kind = isFolder ? folderKind(data) : 'tables';
  if (card.preprocessing.kind === 'table') {
    if (kind === 'pictures') throw unfit(model, "a table's rows", `${data} holds pictures`);
    const pipeline = parsePipeline(card.preprocessing.pipeline);
    const isOfUsers = architectures[card.architecture]?.takes === 'users';
    return rowsOf(pipeline, data, { isOfUsers, reading: reading ?? (await readingOf(model)), signal });
  }
  if (card.preprocessing.kind === 'sound')
    return recordingsOf(model, card.preprocessing as SoundPreprocessing, data, kind); // as training wrote it
  if (card.preprocessing.kind !== 'image') throw unfit(model, 'tensors', 'no file can be given to it');
  if (kind !== 'pictures') throw unfit(model, 'pictures', `${data} is no folder of pictures`);
  const preprocessing = card.preprocessing as Preprocessing; // as training wrote it
  const names = picturesUnder(data);
  const shape = [preprocessing.channels, ...preprocessing.size];
  const size = shape.reduce((product, n) => product * n, 1);
  return {
    ...{ what: 'file', names, shape },
    async numbers(from, to) {
      const decoded = await Promise.all(
        names.slice(from, to).map((name) => decodeImage(join(data, name), preprocessing)),
      );
      const all = new Float32Array(decoded.length * size);
      for (const [i, one] of decoded.entries()) all.set(one, i * size);
      return all;
    },
  };
}

function recordingsOf(
  model: string,
  preprocessing: SoundPreprocessing,
  data: string,
  kind: string | undefined,
): Inputs {
  if (kind !== 'recordings') throw unfit(model, 'recordings', `${data} is no folder of recordings`);
  const names = recordingsUnder(data).map(({ file }) => file);
  const shape = soundShape(preprocessing);
  const size = shape[0] * shape[1];
  return {
    ...{ what: 'file', names, shape },
    async numbers(from, to) {
      const all = new Float32Array((to - from) * size);
      for (const [i, name] of names.slice(from, to).entries())
        all.set(soundFeatures(await readAudio(join(data, name)), preprocessing), i * size);
      return all;
    },
  };
}

async function rowsOf(
  pipeline: FittedPipeline,
  path: string,
  {
    reading,
    signal,
    isOfUsers,
  }: { reading: TableFileOptions['reading']; signal: AbortSignal | undefined; isOfUsers: boolean },
): Promise<Inputs> {
  const source = tableFile(path, { target: pipeline.target ?? '', ...(reading ? { reading } : {}) });
  const read = await readTableFile(source, { signal, needsTarget: false });
  const [user] = pipeline.inputs;
  const columns = isOfUsers && user ? eachOnce(read.columns, user.name) : read.columns;
  const { values, rows } = matrix(pipeline.apply(columns), pipeline.features);
  const width = pipeline.features.length;
  const names = Object.hasOwn(columns, 'file') && statSync(path, { throwIfNoEntry: false })?.isDirectory();
  const numbers = async (from: number, to: number) => values.slice(from * width, to * width);
  if (isOfUsers && user)
    return { what: 'user', names: textOf(columns, user.name).map(String), shape: [width], numbers };
  return {
    what: names ? 'file' : 'row',
    names: names ? textOf(columns, 'file').map(String) : Array.from({ length: rows }, (_, i) => String(i)),
    shape: [width],
    numbers,
  };
}

/** The rows in which a name comes for the first time: a user may have many. */
function eachOnce(columns: Columns, name: string): Columns {
  const seen = new Set<string | null>();
  const rows = textOf(columns, name).flatMap((one, row) => (seen.size < seen.add(one).size ? [row] : []));
  return takeRows({ [name]: columnOf(columns, name) }, rows);
}

/** How the table of the training was read: another of its kind is meant to be read alike. */
async function readingOf(model: string): Promise<TableFileOptions['reading']> {
  return readProject(dirname(model)).then(
    ({ data }) => (data.kind === 'tableFile' || data.kind === 'interactionFile' ? data.options.reading : undefined),
    () => undefined,
  );
}

const unfit = (model: string, takes: string, but: string) =>
  new TrainError('bad-project', `${model} is a model of ${takes}, but ${but}.`, { fields: { model } });
