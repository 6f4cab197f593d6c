import { shown } from '@capstan/base';
import { Booster } from './booster.ts';
import { Engine } from './engine/engine.ts';
import { TreesError } from './errors.ts';
import { dealFolds } from './folds.ts';
import { namesLine, plainNames } from './model/names.ts';
import { type Params, readParams } from './params/params.ts';
import { monotoneOf, placesOf } from './params/places.ts';
import { renderParams } from './params/render.ts';
import { sendTable } from './send-table.ts';
import { type Labelled, type Ready, readLabelled } from './table/labelled.ts';
import { countClasses } from './table/labels.ts';
import type { Table } from './table/matrix.ts';

/** Folds of the training's own rows to validate on: how many are dealt, or the fold of each row. */
export interface Folds {
  folds: number | ArrayLike<number>;
}

/** How far a training is: rounds of those there may be. */
export interface Progress {
  done: number;
  total: number;
  unit: 'round';
  /** Each metric of the validation rows, by LightGBM's name of it; with folds their mean. */
  metrics: Readonly<Record<string, number>>;
}

export interface TrainOptions extends Labelled {
  /** Columns whose numbers are categories: names, or places. */
  categorical?: readonly (string | number)[];
  /** Columns with which the answer may only rise (1) or only fall (−1). */
  monotone?: Readonly<Record<string, -1 | 0 | 1>>;
  /** Rows to be judged on, or folds of the rows themselves: with `params.patience` they decide how many rounds there are. */
  valid?: Labelled | Folds;
  params: Params;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/**
 * Trains gradient-boosted trees, or a random forest, by LightGBM in a process of its own: the event loop is free meanwhile, and
 * an AbortSignal ends it at once. With `valid: { folds: 5 }` as many boosters are trained side by side, each judged on the rows
 * it has not seen, and then one on all rows for as many rounds as were best.
 *
 * @throws {TreesError} params-invalid, data-invalid, label-invalid, weight-invalid, group-invalid, category-invalid — before anything is computed; process-died, library-missing, library-refused
 * @throws {Error} — the signal's reason, where it was aborted
 * @example
 * using booster = await train({
 *   data: { age: [31, 52, 40, 23], income: [42, 80, 31, 12] },
 *   label: [0, 1, 1, 0],
 *   params: { objective: 'binary', numLeaves: 4, minDataInLeaf: 1, rounds: 20 },
 * });
 */
export async function train(options: TrainOptions): Promise<Booster> {
  const { signal, onProgress, valid } = options;
  const params = readParams('train', options.params);
  const own = readLabelled('train', options, params.objective);
  const { table, label } = own;
  const isClasses = params.objective === 'multiclass' || params.objective === 'multiclassova';
  const classes = isClasses || params.objective === 'binary' ? countClasses(label) : undefined;
  const categorical = placesOf('train: categorical', options.categorical ?? [], table.names);
  const monotone = monotoneOf(options.monotone, table.names, categorical);
  if (params.patience !== undefined && valid === undefined) {
    const hint = 'Give valid: rows of their own, or { folds: 5 }.';
    throw new TreesError('params-invalid', 'train: patience needs rows to be judged on', { hint });
  }
  const names = plainNames(table.names);
  const rendered = renderParams(params, {
    rows: table.rows,
    columns: table.names.length,
    categorical,
    monotone,
    classes: isClasses ? classes : undefined,
  });
  const judged = valid && !('folds' in valid) ? judgedOn(valid, table, params.objective, classes) : undefined;
  const folds =
    valid && 'folds' in valid ? dealFolds(valid.folds, own, classes !== undefined, params.seed ?? 0) : undefined;
  signal?.throwIfAborted();
  using engine = await Engine.start();
  const stop = () => engine[Symbol.dispose]();
  signal?.addEventListener('abort', stop, { once: true });
  let told = 0;
  let thrown: { error: unknown } | undefined;
  const tell = (done: number, metrics: Record<string, number>) => {
    if (done === told) return;
    told = done;
    onProgress?.({ done, total: params.rounds, unit: 'round', metrics });
  };
  engine.onRound = (...round) => {
    try {
      tell(...round);
    } catch (error) {
      thrown ??= { error };
      stop();
    }
  };
  try {
    signal?.throwIfAborted(); // while the process started
    await sendTable(engine, 'train', { ...own, id: 0, names, params: rendered, categorical });
    if (judged)
      await sendTable(engine, 'valid', { ...judged, id: 1, names, params: rendered, categorical, reference: 0 });
    const order = {
      op: 'train',
      params: rendered,
      train: 0,
      rounds: params.rounds,
      patience: params.patience ?? 0,
    } as const;
    const {
      payload,
      bestRound = params.rounds,
      history = {},
    } = await engine.ask(
      { ...order, ...(judged ? { valid: 1 } : {}), ...(folds ? { folds: folds.count } : {}) },
      folds?.of,
    );
    const text = payload.toString();
    tell(params.rounds, at(history, bestRound));
    return new Booster(text + namesLine(table.names, names), { training: { bestRound, history } });
  } catch (error) {
    if (thrown) throw thrown.error; // onProgress's own
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

function at(history: Record<string, number[]>, round: number): Record<string, number> {
  return Object.fromEntries(Object.entries(history).map(([name, values]) => [name, values[round - 1]!]));
}

/** Rows to be judged on have the training's columns and no class that it has not. */
function judgedOn(valid: Labelled, table: Table, objective: Params['objective'], classes: number | undefined): Ready {
  const judged = readLabelled('valid', valid, objective, table.names);
  const strange = classes === undefined ? -1 : judged.label.findIndex((label) => label >= classes);
  if (strange < 0) return judged;
  const message = `valid: the label of row ${strange} is ${shown(judged.label[strange])}; the training's are 0 to ${classes! - 1}`;
  throw new TreesError('label-invalid', message, { fields: { row: strange } });
}
