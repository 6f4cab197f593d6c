import { drawsFor } from '@capstan/base';
import { z } from 'zod';
import { DataError } from '../../errors.ts';

import { plainFolds, stratifiedFolds } from '../../split/fold-numbers.ts';
import { classesOf } from '../../split/labels.ts';
import { type Columns, columnOf, numbersOf, rowCount } from '../../table/memory/columns.ts';
import { type Context, makeStep, type Replaced, type Selection, type Step, type StepKind } from '../contract.ts';
import { meanAndVariance } from '../scalers/statistics.ts';
import { type Category, categoriesOf, category, countCategories } from './categories.ts';

const options = z.strictObject({
  smooth: z.union([z.literal('auto'), z.number().min(0)]).default('auto'),
  folds: z.int().min(2).default(5),
  targetType: z.enum(['auto', 'binary', 'multiclass', 'continuous']).default('auto'),
});
type Options = z.output<typeof options>;

const state = z.strictObject({
  /** What each output is the mean of: a class, or null for the target's value (with two classes, the second's share). */
  classes: z.array(z.string().nullable()).min(1),
  means: z.array(z.number()),
  columns: z.array(z.strictObject({ categories: z.array(category), encodings: z.array(z.array(z.number())) })),
});
type State = z.output<typeof state>;

/** One 0/1 or real column of target values for each output. */
type Target = { classes: (string | null)[]; values: Float64Array[]; codes: Int32Array | undefined };

export const targetEncoderKind: StepKind<Options, State> = {
  kind: 'targetEncoder',
  about: 'Categories become the mean of the target, cross-fitted.',
  example: { columns: ['job'] },
  options,
  state,
  learn(input, { smooth, targetType }, train, context) {
    const target = targetOf(train, context, targetType);
    const columns = Object.values(input).map((column) => {
      const values = categoriesOf(column);
      const { categories } = countCategories(values);
      const codes = codesOf(values, categories);
      return { categories, encodings: target.values.map((y) => encode(codes, categories.length, y, smooth)) };
    });
    return { classes: target.classes, means: target.values.map((y) => meanAndVariance(y).mean), columns };
  },
  apply(input, _options, learned) {
    return replaced(input, learned, (column, output) => {
      const { categories, encodings } = learned.columns[column]!;
      return { categories, of: () => encodings[output]!, mean: () => learned.means[output]! };
    });
  },
  applyToTrain(input, { smooth, folds, targetType }, learned, train, context) {
    const target = targetOf(train, context, targetType);
    const draws = drawsFor('split', context.seed, 1);
    const count = rowCount(train);
    if (folds > count) {
      throw new DataError('too-few-rows', `targetEncoder wants ${folds} folds of ${count} rows`, {
        hint: 'Give it fewer folds',
      });
    }
    const numbers = target.codes ? stratifiedFolds(target.codes, folds, draws) : plainFolds(count, folds, draws);
    return crossFit(input, learned, target.values, numbers, smooth);
  },
};

/**
 * Replaces a category by the mean of the target among its training rows, drawn towards the overall mean, as
 * `TargetEncoder` does. The training rows themselves get means of the other folds' rows, so that none sees its own
 * target: take them from `fitApply`. Micci-Barreca, SIGKDD Explorations 3 (2001).
 *
 * @example pipeline([targetEncoder(['city'])], { target: 'churned' })
 */
export function targetEncoder(
  columns: Selection,
  options: {
    /** Rows' worth of the overall mean, or as much as the variances suggest. */
    smooth?: 'auto' | number;
    folds?: number;
    /** `auto`: text and whole numbers are classes, other numbers are continuous. */
    targetType?: 'auto' | 'binary' | 'multiclass' | 'continuous';
  } = {},
): Step {
  return makeStep(targetEncoderKind, columns, options);
}
targetEncoder.kind = targetEncoderKind;

/** The training rows, each encoded by what the other folds teach. */
export function crossFit(
  input: Columns,
  learned: State,
  targets: readonly Float64Array[],
  numbers: Int32Array,
  smooth: 'auto' | number,
): Replaced {
  const codes = Object.values(input).map((column, i) => codesOf(categoriesOf(column), learned.columns[i]!.categories));
  const folds = [...new Set(numbers)].sort((a, b) => a - b);
  const fitted = folds.map((fold) => {
    const others = Int32Array.from(numbers.keys().filter((row) => numbers[row] !== fold));
    return targets.map((y) => {
      const part = Float64Array.from(others, (row) => y[row]!);
      const ofColumn = codes.map((all, i) =>
        encode(
          Int32Array.from(others, (row) => all[row]!),
          learned.columns[i]!.categories.length,
          part,
          smooth,
        ),
      );
      return { mean: meanAndVariance(part).mean, ofColumn };
    });
  });
  const at = new Map(folds.map((fold, i) => [fold, i]));
  return replaced(input, learned, (column, output) => ({
    categories: learned.columns[column]!.categories,
    of: (row) => fitted[at.get(numbers[row]!)!]![output]!.ofColumn[column]!,
    mean: (row) => fitted[at.get(numbers[row]!)!]![output]!.mean,
  }));
}

type Lookup = { categories: Category[]; of(row: number): readonly number[]; mean(row: number): number };

function replaced(input: Columns, { classes }: State, lookup: (column: number, output: number) => Lookup): Replaced {
  return new Map(
    Object.entries(input).map(([name, column], c) => {
      const outputs = classes.map((label, output) => {
        const { categories, of, mean } = lookup(c, output);
        const codes = codesOf(categoriesOf(column), categories);
        const values = Float64Array.from(codes, (code, row) => (code < 0 ? mean(row) : of(row)[code]!));
        return [label === null ? name : `${name}=>${label}`, values] as const;
      });
      return [name, Object.fromEntries(outputs)];
    }),
  );
}

function targetOf(train: Columns, { target }: Context, type: Options['targetType']): Target {
  if (target === undefined) {
    throw new DataError('option-invalid', 'targetEncoder does not know the target', {
      hint: 'Name it: pipeline(steps, { target: … })',
    });
  }
  const column = columnOf(train, target);
  const isReal = column instanceof Float64Array && column.some((value) => !Number.isInteger(value));
  if (type === 'continuous' || (type === 'auto' && isReal)) {
    const values = numbersOf(train, target);
    if (values.some((value) => !Number.isFinite(value))) {
      throw new DataError('value-invalid', `the target "${target}" has missing or infinite values`, {
        hint: 'Drop those rows',
      });
    }
    return { classes: [null], values: [values], codes: undefined };
  }
  const { codes, classes } = classesOf(train, target, 'the target');
  if (classes.length < 2) {
    throw new DataError('target-invalid', `the target "${target}" has one class`, { hint: 'Two are the least' });
  }
  if (classes.length === 2) return { classes: [null], values: [Float64Array.from(codes)], codes };
  if (type === 'binary') {
    throw new DataError(
      'target-invalid',
      `the target "${target}" has ${classes.length} classes, and binary was asked for`,
    );
  }
  return { classes, values: classes.map((_, k) => Float64Array.from(codes, (code) => (code === k ? 1 : 0))), codes };
}

function codesOf(values: readonly Category[], categories: readonly Category[]): Int32Array {
  const place = new Map(categories.map((value, i) => [value, i]));
  return Int32Array.from(values, (value) => place.get(value) ?? -1);
}

/** The encoding of every category: equations 3 to 7 of the paper, as in scikit-learn's `_target_encoder_fast.pyx`. */
function encode(codes: Int32Array, categories: number, y: Float64Array, smooth: 'auto' | number): number[] {
  const { mean, variance } = meanAndVariance(y);
  const counts = new Float64Array(categories);
  const sums = new Float64Array(categories);
  for (const [row, code] of codes.entries()) {
    counts[code]! += 1;
    sums[code]! += y[row]!;
  }
  if (smooth !== 'auto') {
    return Array.from(sums, (sum, k) =>
      counts[k]! + smooth === 0 ? mean : (sum + smooth * mean) / (counts[k]! + smooth),
    );
  }
  const squares = new Float64Array(categories);
  for (const [row, code] of codes.entries()) squares[code]! += (y[row]! - sums[code]! / counts[code]!) ** 2;
  return Array.from(sums, (sum, k) => {
    const count = counts[k]!;
    const trust = (variance * count) / (variance * count + squares[k]! / count);
    return Number.isNaN(trust) ? mean : trust * (sum / count) + (1 - trust) * mean;
  });
}
