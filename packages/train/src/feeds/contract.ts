import type { FittedPipeline, Preprocessing, SoundPreprocessing } from '@capstan/data';
import type { Json } from '@capstan/ledger';
import type { Takes, Targets } from '@capstan/models';
import type { Tensor } from '@capstan/torch';

/** A batch on its way to the model. */
export interface FeedBatch {
  input: Tensor;
  target: Tensor;
  size: number;
}

/** Batches of one pass over a set; disposing of it ends threads that it started. */
export interface Batches extends AsyncDisposable {
  /** Batches in a whole pass. */
  length: number;
  /** The batches of pass `epoch` from number `from` on. A batch is freed when the next is asked for. */
  pass(epoch: number, from?: number): AsyncIterable<FeedBatch>;
}

/** How a pass over a set is made. */
export interface BatchOptions {
  batchSize: number;
  seed: number;
  shuffle: boolean;
  /** Whether a last batch that isn't full is left out. */
  dropLast?: boolean;
  /** Threads that prepare batches; undefined lets the loader choose. */
  workers?: number | undefined;
}

/** Data in the form that the trainer wants, wherever they come from. */
export interface Feed {
  /** What the targets of its batches are; classes where they have names, else numbers. */
  targets?: Targets;
  /** Absent where targets are numbers. */
  classes: string[] | undefined;
  /** Numbers or channels of an input. */
  channels: number;
  /** Outputs that a model needs. */
  outputs: number;
  hash: string;
  sizes: { train: number; validation: number; test: number };
  /** Examples in an epoch of training, which balancing makes more or fewer than the set has. */
  trainingExamples: number;
  /** What makes inputs out of pictures, recordings or rows: it is saved with the model. */
  preprocessing: Preprocessing | SoundPreprocessing | { kind: 'table'; pipeline: FittedPipeline } | { kind: 'none' };
  /** The folder from which the files' names go on. */
  root?: string;
  /** The files of each set, where examples are files. */
  files?: { train: string[]; validation: string[]; test: string[] };
  /** Numbers of the rows in the file, from 0, where examples are a table's. */
  rows?: { train: Int32Array; validation: Int32Array; test: Int32Array };
  /** What the examples of each set are called, where they are users. */
  names?: { train: string[]; validation: string[]; test: string[] };
  /** What there is to train on, in a line, where examples and numbers don't say it. */
  summary?: string;
  /** What a model that is fitted whole is given, where that isn't all of its training batches: (N, …) and (N, …), the caller's own. */
  whole?(): { input: Tensor; target: Tensor };
  /** What was decided about the data, a sentence each. */
  notes?: readonly string[];
  /** Different numbers that an input of texts may hold. */
  vocabulary?: number;
  /** Mean and standard deviation of each number of a target. */
  scale?: { level: number[]; spread: number[] };
  /** Shape of an input without the batch. */
  inputShape: number[];
  classWeights: ArrayLike<number> | undefined;
  batches(split: 'train' | 'validation' | 'test', options: BatchOptions): Batches;
}

/** One kind of data that a project can be trained on; adding one is a file that calls `feed`, and a line in `index.ts`. */
export interface FeedKind<D extends { kind: string } = { kind: string }> {
  /** What `data.kind` says. */
  readonly kind: D['kind'];
  /** One sentence, for documentation and messages. */
  readonly about: string;
  /** What a model gets. */
  gives(data: D): Takes;
  /** What the targets are, where the data say so before they are read. */
  targets?(data: D): Targets | undefined;
  /** Height and width of the pictures, where the data say so before they are read. */
  size?(data: D): readonly [number, number] | undefined;
  /** Reads what there is to read. @throws {TrainError} what `reading` throws */
  open(data: D, options: { signal?: AbortSignal }): Feed | Promise<Feed>;
  /** What the ledger notes of them, so that runs can be compared. */
  params?(data: D): { readonly [name: string]: Json };
  /** As plain JSON with which a run can go on elsewhere; absent where they live in memory only. */
  write?(data: D): Record<string, unknown>;
  /** Undefined where it isn't what `write` gave. */
  read?(saved: Record<string, unknown>): D | undefined;
}

/** One kind of feed. */
export const feed = <D extends { kind: string }>(kind: FeedKind<D>): FeedKind<D> => kind;

/** The data that the kinds of a list are of. */
export type DataOf<L> = { [N in keyof L]: L[N] extends FeedKind<infer D> ? D : never }[keyof L];
