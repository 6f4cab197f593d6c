import { DataError } from '../errors.ts';
import { type Fold, foldOf } from '../split/fold.ts';
import { neighboursOf, type Points } from './neighbours.ts';
import { featuresOf, points, type TrainingRows, trainingRows } from './training-rows.ts';

export type CleaningOptions = {
  target: string;
  /** Takes rows from every class but the smallest, or from all, or from those named. */
  from?: 'larger' | 'all' | readonly string[];
};

/**
 * Takes away rows of a Tomek link: two rows of different classes that are each other's nearest, as imbalanced-learn's
 * `TomekLinks` does. Tomek, IEEE Trans. SMC 6 (1976).
 *
 * @throws {DataError} fold-invalid, target-invalid, value-invalid, column-type, option-invalid — where it is no training fold, the target is of the wrong kind, or has one class, a value is missing or impossible, a column is text where numbers are needed, or the other way, or an option makes no sense
 * @example const cleaner = tomekLinks(train, { target: 'diagnosis' });
 */
export function tomekLinks(train: Fold<'train'>, options: CleaningOptions): Fold<'train'> {
  const { rows, all, everyone, isFrom } = prepare(train, options, 'tomekLinks');
  const near = neighboursOf(all, everyone, everyone, 1, 'tomekLinks');
  const isLink = (row: number) => rows.codes[near[row]!] !== rows.codes[row] && near[near[row]!] === row;
  return foldOf(
    'train',
    train,
    everyone.filter((row) => !(isFrom(row) && isLink(row))),
  );
}

/**
 * Takes away rows whose neighbours disagree with them: one of them (`all`), or most (`mode`), as imbalanced-learn's
 * `EditedNearestNeighbours` does. Wilson, IEEE Trans. SMC 2 (1972).
 *
 * @param options.neighbours 3
 * @throws {DataError} what `tomekLinks` throws
 * @throws {DataError} too-few-rows — where there are fewer rows than neighbours
 * @example const cleaner = editedNearestNeighbours(train, { target: 'diagnosis', agree: 'mode' });
 */
export function editedNearestNeighbours(
  train: Fold<'train'>,
  options: CleaningOptions & { neighbours?: number; agree?: 'all' | 'mode' },
): Fold<'train'> {
  const { neighbours = 3, agree = 'all' } = options;
  const { rows, all, everyone, isFrom } = prepare(train, options, 'editedNearestNeighbours');
  const near = neighboursOf(all, everyone, everyone, neighbours, 'editedNearestNeighbours');
  const isAgreed = (row: number): boolean => {
    const codes = Array.from(near.subarray(row * neighbours, (row + 1) * neighbours), (one) => rows.codes[one]!);
    if (agree === 'all') return codes.every((code) => code === rows.codes[row]);
    const counts = new Int32Array(rows.classes.length);
    for (const code of codes) counts[code]! += 1;
    return counts.indexOf(Math.max(...counts)) === rows.codes[row];
  };
  return foldOf(
    'train',
    train,
    everyone.filter((row) => !isFrom(row) || isAgreed(row)),
  );
}

function prepare(
  train: Fold<'train'>,
  { target, from = 'larger' }: CleaningOptions,
  what: string,
): { rows: TrainingRows; all: Points; everyone: Int32Array; isFrom: (row: number) => boolean } {
  const rows = trainingRows(train, target, what);
  if (Array.isArray(from)) {
    const unknown = from.find((name: string) => !rows.classes.includes(name));
    if (unknown !== undefined) {
      throw new DataError('option-invalid', `${what} was to take rows from "${unknown}"`, {
        hint: `The classes are ${rows.classes.join(', ')}`,
      });
    }
  }
  const smallest = rows.counts.indexOf(Math.min(...rows.counts));
  const isCode = (code: number): boolean =>
    from === 'all' || (from === 'larger' ? code !== smallest : from.includes(rows.classes[code]!));
  return {
    rows,
    all: points(train.columns, featuresOf(train.columns, target), what),
    everyone: Int32Array.from({ length: train.length }, (_, i) => i),
    isFrom: (row) => isCode(rows.codes[row]!),
  };
}
