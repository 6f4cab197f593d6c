import type { Curve, metrics, ReportRun } from '@capstan/evaluate';
import type { ModelCard, Takes } from '@capstan/models';
import type { ReportFinding, ReportImage } from '@capstan/page';
import type { Tensor } from '@capstan/torch';
import type { Loss } from '../losses/loss.ts';
import type { Evaluation, Split } from './evaluation.ts';

/** What was seen of a column that is to be predicted. */
export interface SeenTarget {
  name: string;
  type: 'numbers' | 'text' | 'booleans';
  /** Rows that have it. */
  rows: number;
  /** Different values. */
  distinct: number;
  /** Whether all are whole numbers. */
  isWhole: boolean;
}

/** How long a training may take for how good a model. */
export type Preset = 'fast' | 'good' | 'best';

/** A model's answers on a whole set, as they were measured. */
export interface Answers {
  /** (N · outputs) */
  outputs: Float32Array;
  targets: Float64Array;
  /** Mean of the task's loss. */
  loss: number;
}

/** What a report is drawn from, beside the evaluations. */
export interface ReportParts {
  title: string;
  card: ModelCard;
  /** Curves, parameters and cost, where they are known. */
  run: { run?: ReportRun; curves?: readonly Curve[] };
  findings?: readonly ReportFinding[];
  images?: readonly ReportImage[];
}

/**
 * A task ties together what a model of it needs from data to service: which data, which output, which loss, which figures, what
 * a person sees and what the server gives.
 */
export interface Task<E extends Evaluation = Evaluation> {
  readonly kind: string;
  /** One sentence, for help and documentation. */
  readonly about: string;
  /** What the server answers, as the end of a sentence. */
  readonly answers: string;
  /** The data that it is for, each with the models that a preset tries; the one that is best on validation stays. */
  readonly models: Readonly<Partial<Record<Takes, Readonly<Record<Preset, readonly string[]>>>>>;
  /** What targets are: it decides between losses and between metrics. */
  readonly targets: E['targetsAre'];
  /** What is minimised where a project doesn't say. */
  loss(): Loss;
  /** What makes an epoch the best one where a project doesn't say. */
  readonly best: 'loss' | keyof typeof metrics;
  /** Metrics of @capstan/evaluate, the first ones first in what people read. */
  readonly metrics: readonly (keyof typeof metrics)[];
  /** How a table is split where nobody says: each class alike, or at random. */
  readonly split: 'stratified' | 'random';
  /** Why a target is for this task, as the end of a sentence; undefined where it isn't. */
  recognise(target: SeenTarget): string | undefined;
  /** A model's raw output (B, outputs) → what is measured and answered. */
  answer(output: Tensor): Tensor;
  /** What answers are worth. */
  judge(answers: Answers, about: { split: Split; classes: string[] | undefined; outputs: number }): E;
  /** The figures that the ledger keeps. */
  figures(evaluation: E): Record<string, number>;
  /** An evaluation for a terminal. */
  render(evaluation: E, options: { color: boolean }): string;
  /** One HTML file. */
  page(evaluations: { test?: E; validation?: E }, parts: ReportParts): string;
  /** What a model said of each example, as a table with a line of names. @param names the examples' files or rows */
  lines(evaluation: E, names: ArrayLike<string | number>, what: string): string[][];
}

/** One task; adding one is a file that calls this, and a line in `index.ts`. */
export const task = <E extends Evaluation>(each: Task<E>): Task<E> => each;
