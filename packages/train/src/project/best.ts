import { kebab, nearest } from '@capstan/base';
import { type Batches, type Metric, metrics, metricsOf } from '@capstan/evaluate';
import { TrainError } from '../errors.ts';

/**
 * What an epoch's model is judged by: a metric of the list by its name, one of your own, or the loss.
 *
 * @param about what the answers are to metrics, where that is known
 * @throws {TrainError} unknown-kind — with the nearest
 * @throws {TrainError} bad-project — for a metric of other targets
 */
export function readBest(given: unknown, about?: keyof Batches): 'loss' | Metric {
  if (given === 'loss') return given;
  const names = Object.keys(metrics);
  const found = isMetric(given) ? given : Object.entries(metrics).find(([name]) => name === given)?.[1];
  if (!found) {
    const close = typeof given === 'string' ? nearest(given, names) : undefined;
    throw new TrainError(
      'unknown-kind',
      `expected 'loss', a metric of your own, or one of ${names.join(', ')}; received ${typeof given === 'string' ? `'${given}'` : 'none of them'}.`,
      { fields: { best: given }, hint: close && `Did you mean '${close}'?` },
    );
  }
  if (about && found.tally.of !== about) {
    const fitting = metricsOf(metrics, about).map(({ kind }) => kind);
    throw new TrainError(
      'bad-project',
      `train.best: ${found.kind} is a metric of ${found.tally.of}, and the answers are ${about}. For those there are ${fitting.join(', ')}.`,
      { fields: { best: found.kind } },
    );
  }
  return found;
}

/** Whether it was made by `metric()`. */
function isMetric(value: unknown): value is Metric {
  return typeof value === 'function' && 'tally' in value && 'kind' in value;
}

/** The words by which a command line says what an epoch is judged by. @example bestWords().get('macro-f1') // 'macroF1' */
export function bestWords(): ReadonlyMap<string, 'loss' | keyof typeof metrics> {
  const names = Object.keys(metrics) as (keyof typeof metrics)[]; // of the list itself
  return new Map([['loss', 'loss'], ...names.map((name) => [kebab(name), name] as const)]);
}
