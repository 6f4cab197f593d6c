import type { ImageData } from '@capstan/data';
import type { Batches, Curve, MeterBatch, metrics, ReportRun, TallyOptions } from '@capstan/evaluate';
import type { AnswerForm, ModelCard, Takes, Targets } from '@capstan/models';
import type { BoxPicture, ReportFinding, ReportImage } from '@capstan/page';
import type { Tensor } from '@capstan/torch';
import type { Feed } from '../feeds/contract.ts';
import type { Loss } from '../losses/loss.ts';
import type { Judgement, Split } from './evaluation.ts';
import type { Claim, Seen } from './seen.ts';

/** How long a training may take for how good a model. */
export type Preset = 'fast' | 'good' | 'best';

/** A model's answers on a whole set, as they were measured. */
export interface Answers {
  /** (N · …) what `answers` made, example by example; where batches differ in length, the shorter are filled up with NaN. */
  outputs: Float32Array;
  /** Shape of one answer. */
  outputShape: readonly number[];
  /** (N · …) likewise. */
  targets: Float64Array;
  targetShape: readonly number[];
  /** Mean of the loss. */
  loss: number;
}

/** What is known of the examples beside their numbers; a saved model's card says as much. */
export interface About {
  /** Names of the classes, or of whatever the outputs are counted by; undefined where they have none. */
  classes: readonly string[] | undefined;
  /** Numbers of a model's output for one example. */
  outputs: number;
}

/** What a report is drawn from, beside the evaluations. */
export interface ReportParts {
  title: string;
  card: ModelCard;
  /** Curves, parameters and cost, where they are known. */
  run: { run?: ReportRun; curves?: readonly Curve[] };
  findings?: readonly ReportFinding[];
  images?: readonly ReportImage[];
  /** Pictures with boxes. */
  drawn?: readonly BoxPicture[];
}

/**
 * A task ties together what a model of it needs from data to service: which data, which output, which loss, which figures, what
 * a person sees and what the server gives. Training, evaluation, prediction and the command line ask it and nothing else.
 */
export interface Task<E extends Judgement = Judgement> {
  readonly kind: E['task'];
  /** One sentence, for help and documentation. */
  readonly about: string;
  /** What a model's answers look like: how its output becomes one, and how `predict` and the server write it. */
  readonly answers: AnswerForm;
  /** The data that it is for, each with the models that a preset tries; the one that is best on validation stays. */
  readonly models: Readonly<Partial<Record<Takes, Readonly<Record<Preset, readonly string[]>>>>>;
  /** What the targets in the batches are: it decides between losses, and between architectures. */
  readonly targets: Targets;
  /** What its answers are to metrics: it decides between them. */
  readonly measures: keyof Batches;
  /** What is minimised where a project doesn't say. */
  loss(): Loss;
  /** What makes an epoch the best one where a project doesn't say. */
  readonly best: 'loss' | keyof typeof metrics;
  /** Metrics of @capstan/evaluate, the first ones first in what people read. */
  readonly metrics: readonly (keyof typeof metrics)[];
  /** How a table is split where nobody says: each class alike, or at random. */
  readonly split: 'stratified' | 'random';
  /** How sure it is that data are for it. */
  recognise(seen: Seen): Claim;
  /** What a number of the model's output (B, outputs) stands for, in the plural; absent where outputs have another shape. */
  readonly outputFor?: string;
  /** Outputs that a model needs, where they aren't as many as the targets have classes or numbers. */
  outputs?(about: About): number;
  /** Shape of an output for one input, where it isn't (outputs). */
  outputShape?(input: readonly number[], outputs: number): number[];
  /** There where an answer is right or wrong, so that a training can show the share. */
  readonly accuracy?: {
    /** Raw output and target of a batch → which are right, (B). */
    ofBatch(output: Tensor, target: Tensor): Tensor;
    of(answers: Answers): number;
  };
  /** Answers as metrics take them, and how their counts are begun. */
  batch(answers: Answers, about: About): MeterBatch;
  tally(about: About): Partial<TallyOptions>;
  /** What answers are worth. */
  judge(answers: Answers, about: About & { split: Split }): E;
  /** The figures that the ledger keeps. */
  figures(evaluation: E): Record<string, number>;
  /** An evaluation for a terminal. */
  render(evaluation: E, options: { color: boolean }): string;
  /** One HTML file. */
  page(evaluations: { test?: E; validation?: E }, parts: ReportParts): string;
  /** Of pictures: those that a report shows. */
  pictures?(evaluation: E, data: ImageData): Promise<ReportImage[]>;
  /** Of pictures with boxes: those that a report shows. */
  draw?(evaluation: E, feed: Pick<Feed, 'root' | 'files'>): Promise<BoxPicture[]>;
  /** What a model said of each example beside the truth, as a table with a line of names. @param nameOf file or row of an example */
  lines(evaluation: E, nameOf: (example: number) => string, what: string): string[][];
}

/** One task; adding one is a file that calls this, and a line in `index.ts`. */
export const task = <E extends Judgement>(each: Task<E>): Task<E> => each;

/** A task that is another one but for some fields; its evaluations bear its own name. */
export const variant = <K extends string, E extends Judgement>(
  of: Task<E>,
  kind: K,
  change: Partial<Task<Omit<E, 'task'> & { task: K }>>,
): Task<Omit<E, 'task'> & { task: K }> => {
  const other = of as unknown as Task<Omit<E, 'task'> & { task: K }>; // as: what it does with evaluations does not look at their name
  return { ...other, judge: (answers, about) => ({ ...of.judge(answers, about), task: kind }), ...change, kind };
};
