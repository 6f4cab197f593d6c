import { createHash } from 'node:crypto';
import { DataError } from '../../errors.ts';
import type { Normalize, Preprocessing } from '../../images/preprocessing.ts';
import type { BoxFolder } from './box-folder.ts';
import { SceneSet } from './scene-set.ts';
import { type Scene, scenesOf } from './scenes.ts';

/** Pictures with boxes, read and split. */
export interface BoxData {
  source: BoxFolder;
  classes: string[];
  train: SceneSet;
  validation: SceneSet;
  test: SceneSet;
  preprocessing: Preprocessing;
  /** Of all pictures' names, sizes and boxes, and of how they were split. */
  hash: string;
  /** What was left out of the data and why, a sentence each. */
  notes: string[];
}

/** The longer side of the pictures where nobody says a size. */
const LONGER = 320;

/** Training pictures whose colours are looked at. */
const LOOKED_AT = 256;

/**
 * Reads a folder of pictures with boxes: annotations at once, pictures when they are asked for. Boxes that can't be used are left out
 * and said in `notes`, as are pictures that are not there.
 *
 * @throws {DataError} folder-missing, folder-empty, annotation-invalid, split-impossible — where there is no such folder, nothing is annotated, an annotation is damaged or of an unknown class, or nothing is left to train on
 * @example const { train, classes } = await openBoxes(boxFolder('BCCD'));
 */
export async function openBoxes(source: BoxFolder, options: { signal?: AbortSignal } = {}): Promise<BoxData> {
  const { root, options: how } = source;
  const all = scenesOf(root, how.split, how.seed);
  const scenes = all.filter(({ faults }) => !faults.includes(GONE));
  const of = (part: Scene['part']) => scenes.filter((scene) => scene.part === part);
  const [train, validation, test] = [of('train'), of('validation'), of('test')];
  const classes = classesOf(root, scenes, train, how.classes);
  const [first] = train;
  if (!first || classes.length === 0)
    throw new DataError('split-impossible', 'no picture with a box is left to train on', { file: root });
  const size = how.size ?? fitted(first.height, first.width);
  const shape = { kind: 'image', size, channels: how.channels, resize: 'stretch', ratio: 1 } as const;
  const plain = { ...shape, mean: new Array(how.channels).fill(0), std: new Array(how.channels).fill(1) };
  const normalize = how.normalize ?? (await coloursOf(new SceneSet(train, plain), options.signal));
  const preprocessing: Preprocessing = { ...shape, size, ...normalize };
  const set = (part: Scene[]) => new SceneSet(part, preprocessing);
  const hash = createHash('sha256');
  hash.update(
    JSON.stringify([classes, scenes.map(({ name, height, width, boxes, part }) => [name, height, width, boxes, part])]),
  );
  return {
    ...{ source, classes, train: set(train), validation: set(validation), test: set(test), preprocessing },
    ...{ hash: hash.digest('hex'), notes: notesOf(all) },
  };
}

const GONE = 'the picture is not there';

/** Names of the classes in their order. @throws {DataError} annotation-invalid — a box of another one */
function classesOf(root: string, scenes: Scene[], train: Scene[], given: readonly string[] | undefined): string[] {
  const known = given ?? [...new Set(train.flatMap(({ boxes }) => boxes.map(({ label }) => label)))].sort();
  for (const { boxes, file } of scenes) {
    const other = boxes.find(({ label }) => !known.includes(label));
    if (!other) continue;
    const hint = given
      ? 'Name it in `classes`, or take its boxes out'
      : 'No training picture has one: name all in `classes`, or split otherwise';
    const reason = `a box of the unknown class '${other.label}': known are ${known.join(', ') || 'none'}`;
    throw new DataError('annotation-invalid', reason, { file: file || root, hint });
  }
  return [...known];
}

/** [height, width] with a longer side of 320 at most, and sides that can be halved four times. */
function fitted(height: number, width: number): [number, number] {
  const scale = Math.min(1, LONGER / Math.max(height, width));
  return [height, width].map((side) => Math.max(64, Math.round((side * scale) / 16) * 16)) as [number, number]; // two of two
}

/** Mean and deviation of training pictures' channels. */
async function coloursOf(set: SceneSet, signal: AbortSignal | undefined): Promise<Normalize> {
  const { channels } = set.preprocessing;
  const [sums, squares] = [new Float64Array(channels), new Float64Array(channels)];
  const count = Math.min(set.length, LOOKED_AT);
  for (let i = 0; i < count; i++) {
    signal?.throwIfAborted();
    const { pixels } = await set.plain(i);
    const plane = pixels.height * pixels.width;
    for (let c = 0; c < channels; c++) {
      for (let at = c * plane; at < (c + 1) * plane; at++) {
        const value = pixels.data[at]! / 255;
        sums[c]! += value / plane;
        squares[c]! += (value * value) / plane;
      }
    }
  }
  const mean = Array.from(sums, (sum) => Number((sum / count).toFixed(6)));
  const std = mean.map((value, c) => {
    const deviation = Math.sqrt(Math.max(0, squares[c]! / count - value * value));
    return deviation < 0.002 ? 1 : Number(deviation.toFixed(6)); // one flat colour: nothing to scale
  });
  return { mean, std };
}

/** What was left out, with the first of each kind of place. */
function notesOf(scenes: readonly Scene[]): string[] {
  const faulty = scenes.filter(({ faults }) => faults.length > 0);
  const gone = faulty.filter(({ faults }) => faults.includes(GONE));
  const boxes = faulty.flatMap(({ name, faults }) =>
    faults.filter((fault) => fault !== GONE).map((fault) => `${name}: ${fault}`),
  );
  return [
    ...(gone.length > 0
      ? [`${gone.length} annotated pictures are not there and left out, ${gone[0]!.name} among them`]
      : []),
    ...(boxes.length > 0 ? [`${boxes.length} boxes can't be used and are left out; the first: ${boxes[0]}`] : []),
    ...(scenes.some(({ part }) => part === undefined)
      ? [`${scenes.filter(({ part }) => part === undefined).length} pictures are in no part of the split`]
      : []),
  ];
}
