import { type Draws, drawsFor, quantile } from '@capstan/base';
import { DataError } from '../errors.ts';

import type { Fold } from '../split/fold.ts';
import { type Columns, type ColumnValues, columnOf } from '../table/memory/columns.ts';
import { type Category, categoriesOf, countCategories } from '../transform/encoders/categories.ts';
import { meanAndVariance } from '../transform/scalers/statistics.ts';
import { neighboursOf, type Points } from './neighbours.ts';
import { between, drawPairs, type SmoteOptions } from './smote.ts';
import { additions, appended, featuresOf, membersOf, points, repeatClass, trainingRows } from './training-rows.ts';

/**
 * SMOTE for tables with categories, as imbalanced-learn's `SMOTENC` does: columns of text, and those named. Numbers
 * lie between two rows; a category is the commonest among the neighbours, one of several at random. In distances a
 * differing category counts as much as the median of the numbers' deviations. Chawla and others, JAIR 16 (2002), 6.1.
 *
 * @param options.categorical columns of numbers that are categories
 * @throws {DataError} what `smote` throws
 * @throws {DataError} column-type — without a column of either sort
 * @example const balanced = smoteNC(train, { target: 'risk', categorical: ['branch'] });
 */
export function smoteNC(
  train: Fold<'train'>,
  options: SmoteOptions & { categorical?: readonly string[] },
): Fold<'train'> {
  const stream = (use: number) => (code: number) => drawsFor('resample', options.seed ?? 0, 2 * code + use);
  return smoteNCWith(train, options, { pairs: stream(0), categories: stream(1) });
}

/** The same with draws that are given. */
export function smoteNCWith(
  train: Fold<'train'>,
  options: SmoteOptions & { categorical?: readonly string[] },
  draws: { pairs(code: number): Draws; categories(code: number): Draws },
): Fold<'train'> {
  const { target, amounts = 'equal', neighbours = 5, categorical = [] } = options;
  const rows = trainingRows(train, target, 'smoteNC');
  for (const name of categorical) columnOf(train.columns, name);
  const features = featuresOf(train.columns, target);
  const isCategory = (name: string) => !(train.columns[name] instanceof Float64Array) || categorical.includes(name);
  const numeric = features.filter((name) => !isCategory(name));
  const named = features.filter(isCategory);
  if (numeric.length === 0 || named.length === 0) {
    const lack = numeric.length === 0 ? 'numbers' : 'categories';
    throw new DataError('column-type', `smoteNC found no column of ${lack}`, {
      hint: numeric.length === 0 ? 'Use randomOversample' : 'Use smote',
    });
  }
  const numbers = points(train.columns, numeric, 'smoteNC');
  const coded = named.map((name) => codes(train.columns[name]!, name));
  let out = train;
  for (const [code, count] of additions(rows, amounts, 'smoteNC').entries()) {
    if (count === 0) continue;
    const members = membersOf(rows.codes, code);
    const deviations = numeric.map((_, c) =>
      Math.sqrt(
        meanAndVariance(Float64Array.from(members, (row) => numbers.values[row * numbers.width + c]!)).variance,
      ),
    );
    const weight = quantile(Float64Array.from(deviations).sort(), 0.5) / Math.SQRT2;
    const encoded = withCategories(numbers, coded, weight, train.length);
    const near = neighboursOf(encoded, members, members, neighbours, `smoteNC of "${rows.classes[code]}"`);
    const pairs = drawPairs(members, members, near, neighbours, count, draws.pairs(code));
    const made = between(numbers, pairs);
    const place = new Map(members.entries().map(([i, row]) => [row, i]));
    const around = pairs.map(({ from }) => {
      const at = place.get(from)! * neighbours;
      return Array.from(near.subarray(at, at + neighbours), (i) => members[i]!);
    });
    const random = draws.categories(code);
    const columns: Columns = Object.fromEntries([
      ...numeric.map(
        (name, c) => [name, Float64Array.from({ length: count }, (_, i) => made.values[i * made.width + c]!)] as const,
      ),
      ...named.map((name, c) => [name, commonest(coded[c]!, around, random, train.columns[name]!)] as const),
      [target, repeatClass(train.columns[target]!, rows.classes[code]!, count)] as const,
    ]);
    out = appended(out, columns, new Int32Array(count).fill(-1));
  }
  return out;
}

type Coded = { categories: Category[]; codes: Int32Array };

function codes(column: ColumnValues, name: string): Coded {
  const values = categoriesOf(column);
  const missing = values.indexOf(null);
  if (missing >= 0) {
    throw new DataError('value-invalid', `smoteNC found a missing value in row ${missing} of "${name}"`, {
      hint: 'Impute the training fold first',
    });
  }
  const { categories } = countCategories(values);
  const place = new Map(categories.map((value, i) => [value, i]));
  return { categories, codes: Int32Array.from(values, (value) => place.get(value)!) };
}

/** Numbers, and for each category a coordinate that is `weight` where it holds. */
function withCategories(numbers: Points, coded: readonly Coded[], weight: number, count: number): Points {
  const width = numbers.width + coded.reduce((sum, { categories }) => sum + categories.length, 0);
  const values = new Float64Array(count * width);
  for (let row = 0; row < count; row++) {
    values.set(numbers.values.subarray(row * numbers.width, (row + 1) * numbers.width), row * width);
    let at = row * width + numbers.width;
    for (const { categories, codes: of } of coded) {
      values[at + of[row]!] = weight;
      at += categories.length;
    }
  }
  return { values, width };
}

/** For each new row its neighbours' commonest category; the ties of all rows are put in one random order. */
function commonest(
  { categories, codes: of }: Coded,
  around: readonly number[][],
  draws: Draws,
  column: ColumnValues,
): ColumnValues {
  const ties: { row: number; code: number }[] = [];
  for (const [row, near] of around.entries()) {
    const counts = new Int32Array(categories.length);
    for (const neighbour of near) counts[of[neighbour]!]! += 1;
    const most = Math.max(...counts);
    for (const [code, count] of counts.entries()) if (count === most) ties.push({ row, code });
  }
  const order = draws.shuffle(Int32Array.from(ties.keys()));
  const chosen = new Array<Category | undefined>(around.length).fill(undefined);
  for (const at of order) {
    const { row, code } = ties[at]!;
    chosen[row] ??= categories[code]!;
  }
  return column instanceof Float64Array ? Float64Array.from(chosen, Number) : chosen.map(String);
}
