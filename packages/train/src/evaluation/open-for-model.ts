import { dirname, join } from 'node:path';
import type { Progress } from '@capstan/base';
import {
  boxFolder,
  type ImageData,
  imageFolder,
  openBoxes,
  openImages,
  openRecordingSet,
  type Preprocessing,
  recordingFolder,
  type SoundPreprocessing,
} from '@capstan/data';
import { parsePipeline } from '@capstan/data/apply-pipeline';
import { type ModelCard, readCard } from '@capstan/models';
import { TrainError } from '../errors.ts';
import { boxFeed } from '../feeds/boxes.ts';
import type { Feed } from '../feeds/contract.ts';
import { openInteractionFeed, openOtherInteractions } from '../feeds/interactions/interaction-feed.ts';
import type { InteractionFile } from '../feeds/interactions/interaction-file.ts';
import type { ProjectData } from '../feeds/open-feed.ts';
import { recordingFeed } from '../feeds/recordings.ts';
import { readSplit, type SplitFile } from '../feeds/split-file.ts';
import { openTableFeed } from '../feeds/table/table-feed.ts';
import { type TableFile, tableFile } from '../feeds/table/table-file.ts';
import { readProject } from '../project/project-file.ts';
import { taskNamed, taskOf } from '../tasks/task-of.ts';

/** Data opened for a model. */
export interface OpenedForModel {
  card: ModelCard;
  /** Pictures, or the feed of a table. */
  data: ImageData | Feed;
  /** The folder or file. */
  root: string;
  /** In what they differ from those of the training, a sentence each. */
  notes: string[];
}

/**
 * Opens data for a model, prepared as its card says: those of its run, pictures split as they were in training though the folder
 * may have grown, or with `data` all of another folder or table, as the first split.
 *
 * @param model folder of the model
 * @throws {TrainError} bad-project — for a model of tensors in memory, or without its run
 * @example const { data, notes } = await openForModel('runs/3f2a/best');
 */
export async function openForModel(
  model: string,
  options: {
    data?: string;
    signal?: AbortSignal;
    onProgress?: (progress: Progress) => void;
  } = {},
): Promise<OpenedForModel> {
  const { data: other, ...open } = options;
  const card = await readCard(model);
  const source = await interactionsOf(model);
  if (source) {
    const data =
      other === undefined ? await openInteractionFeed(source, open) : await openOtherInteractions(source, other, open);
    const changed = other === undefined && card.dataHash !== undefined && data.hash !== card.dataHash;
    const note = `${source.path} is not as it was at the training: some of it may have been trained on.`;
    return { card, data, root: other ?? source.path, notes: [...(data.notes ?? []), ...(changed ? [note] : [])] };
  }
  if (card.preprocessing.kind === 'table') return openTableFor(model, card, other, open.signal);
  if (card.preprocessing.kind === 'sound') return openRecordingsFor(model, card, other, open);
  if (card.preprocessing.kind !== 'image') {
    throw new TrainError(
      'bad-project',
      `${model} is a model of tensors; no folder or table can be given to it. Evaluate it with evaluateModel() in a script.`,
      { fields: { model } },
    );
  }
  if (card.task !== undefined && taskNamed(card.task).targets === 'boxes')
    return openBoxesFor(model, card, other, open.signal);
  const { size, channels, resize, ratio, mean, std } = card.preprocessing as Preprocessing; // imageFolder checks each of them
  const prepared = { size, channels, resize, ratio, normalize: { mean, std }, nearLeaks: 'ignore' } as const;
  if (other !== undefined) {
    const data = await openImages(imageFolder(other, { ...prepared, split: { train: 1 } }), open);
    return { card, data, root: data.root, notes: [] };
  }
  const run = dirname(model);
  const pictures = await sourceOf(run, 'imageFolder');
  const split = await readSplit(run);
  const data = await openImages(imageFolder(pictures.root, { ...pictures.options, ...prepared }), {
    ...open,
    ...(split ? { splits: namesOf(split) } : {}),
  });
  return { card, data, root: data.root, notes: changes(data, card, split) };
}

async function openBoxesFor(
  model: string,
  card: ModelCard,
  other: string | undefined,
  signal: AbortSignal | undefined,
): Promise<OpenedForModel> {
  const { size, channels, mean, std } = card.preprocessing as Preprocessing; // boxFolder checks each of them
  const prepared = { size, channels, normalize: { mean, std }, classes: card.classes } as const;
  const source =
    other === undefined
      ? await sourceOf(dirname(model), 'boxFolder')
      : boxFolder(other, { ...prepared, split: { train: 1 } });
  const data = boxFeed(
    await openBoxes(boxFolder(source.root, { ...source.options, ...prepared }), signal ? { signal } : {}),
  );
  const changed = other === undefined && card.dataHash !== undefined && data.hash !== card.dataHash;
  const note = `The pictures or boxes in ${source.root} are not as they were at the training: some may have been trained on.`;
  return { card, data, root: source.root, notes: [...(data.notes ?? []), ...(changed ? [note] : [])] };
}

async function openTableFor(
  model: string,
  card: ModelCard,
  other: string | undefined,
  signal: AbortSignal | undefined,
): Promise<OpenedForModel> {
  const pipeline = parsePipeline(card.preprocessing.pipeline);
  const trained = await readProject(dirname(model)).then(
    ({ data }) => (data.kind === 'tableFile' ? data : undefined),
    () => undefined,
  );
  const { target } = pipeline;
  if (target === undefined || (other === undefined && !trained)) {
    throw new TrainError(
      'bad-project',
      `${join(dirname(model), 'project.json')} doesn't say which table the model was trained on. Give one with --data FILE.`,
    );
  }
  const source: TableFile =
    other === undefined ? trained! : tableFile(other, { ...trained?.options, target, split: { train: 1 } }); // one of the two
  const classes = card.classes.length > 0 ? card.classes : undefined;
  const { targets } = card.task === undefined ? taskOf({ classes }) : taskNamed(card.task);
  const saved = { pipeline, classes: card.classes, targets };
  const data = await openTableFeed(source, { signal, saved });
  const changed = other === undefined && card.dataHash !== undefined && data.hash !== card.dataHash;
  const note = `${source.path} is not as it was at the training: some of its rows may have been trained on.`;
  return { card, data, root: source.path, notes: [...(data.notes ?? []), ...(changed ? [note] : [])] };
}

/** The interactions that a model was trained on, where it was. */
async function interactionsOf(model: string): Promise<InteractionFile | undefined> {
  return readProject(dirname(model)).then(
    ({ data }) => (data.kind === 'interactionFile' ? data : undefined),
    () => undefined,
  );
}

async function openRecordingsFor(
  model: string,
  card: ModelCard,
  other: string | undefined,
  open: { signal?: AbortSignal; onProgress?: (progress: Progress) => void },
): Promise<OpenedForModel> {
  const run = dirname(model);
  const saved = { preprocessing: card.preprocessing as SoundPreprocessing, classes: card.classes }; // as training wrote it
  const trained = await sourceOf(run, 'recordingFolder').catch((error: unknown) => {
    if (other === undefined) throw error;
    return undefined;
  });
  const { names } = trained?.options ?? {};
  if (other !== undefined) {
    const all = recordingFolder(other, { ...(names === undefined ? {} : { names }), split: { train: 1 } });
    const data = recordingFeed(await openRecordingSet(all, { ...open, saved }));
    return { card, data, root: other, notes: [...(data.notes ?? [])] };
  }
  const split = await readSplit(run);
  const source = trained!; // or it was thrown
  const data = recordingFeed(
    await openRecordingSet(source, { ...open, saved, ...(split ? { splits: namesOf(split) } : {}) }),
  );
  const changed = data.hash !== card.dataHash;
  const note = `The recordings in ${source.root} are not those of the training${split ? '; new ones are left out' : ', and the run does not say how they were split: some may have been trained on'}.`;
  return { card, data, root: source.root, notes: [...(data.notes ?? []), ...(changed ? [note] : [])] };
}

async function sourceOf<K extends 'imageFolder' | 'recordingFolder' | 'boxFolder'>(
  run: string,
  kind: K,
): Promise<Extract<ProjectData, { kind: K }>> {
  const what = { imageFolder: 'pictures', recordingFolder: 'recordings', boxFolder: 'pictures with boxes' }[kind];
  const { data } = await readProject(run).catch((error: unknown) => {
    throw new TrainError(
      'bad-project',
      `${join(run, 'project.json')} doesn't say which ${what} the model was trained on. Give some with --data DIR.`,
      { cause: error },
    );
  });
  if (data.kind === kind) return data as Extract<ProjectData, { kind: K }>; // it was just compared
  throw new TrainError('bad-project', `The run was not trained on ${what}.`);
}

const SPLITS = ['train', 'validation', 'test'] as const;

function namesOf(split: SplitFile) {
  return new Map(SPLITS.flatMap((name) => split[name].map((file) => [file, name] as const)));
}

/** What has become of the pictures since the training. */
function changes(data: ImageData, card: ModelCard, split: SplitFile | undefined): string[] {
  if (data.hash === card.dataHash) return [];
  if (!split) {
    return [
      `The pictures in ${data.root} are not those of the training, and the run doesn't say how they were split: some may have been trained on.`,
    ];
  }
  const here = new Set(data.pictures.map(({ file }) => file));
  const gone = SPLITS.flatMap((name) => {
    const missing = split[name].filter((file) => !here.has(file)).length;
    return missing === 0 ? [] : [`${missing} of ${split[name].length} ${name} pictures are gone or set aside`];
  });
  const added = data.pictures.filter((picture) => picture.split === undefined).length;
  const facts = [...gone, ...(added === 0 ? [] : [`${added} new ones are left out`])];
  return [
    `The pictures in ${data.root} have changed since the training: ${facts.length > 0 ? facts.join('; ') : 'some have other content'}.`,
  ];
}
