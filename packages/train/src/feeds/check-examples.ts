import type { Targets } from '@capstan/models';
import { TrainError } from '../errors.ts';
import type { Examples } from './tensor-data.ts';

type Check = (name: string, target: Examples['target'], classes: string[]) => void;

/** How targets are checked; those of other kinds come from feeds of their own, which check them. */
const CHECKS: Readonly<Partial<Record<Targets, Check>>> = {
  classes: checkClasses,
  numbers: checkNumbers,
  tags: checkTags,
};

/**
 * Checks one set of a training's data: as many targets as inputs, of the right type, each a class or tag that there is.
 *
 * @throws {TrainError} bad-project — where fields of the project are wrong
 * @throws {TrainError} target-out-of-range — naming set and row
 */
export function checkExamples(
  name: string,
  { input, target }: Examples,
  targets: Targets,
  classes: string[] | undefined,
): void {
  if (!input.shape[0] || input.shape[0] !== target.shape[0]) {
    throw new TrainError(
      'bad-project',
      `data.${name}: expected as many inputs as targets and at least one, received ${input.shape[0] ?? 0} inputs (${input.shape.join(', ')}) and ${target.shape[0] ?? 0} targets (${target.shape.join(', ')}).`,
    );
  }
  if ((targets === 'classes' || targets === 'tags') && !classes)
    throw new TrainError('bad-project', `data: targets are ${targets}, and must have names: classes: ['no', 'yes'].`);
  CHECKS[targets]?.(name, target, classes ?? []);
}

function checkNumbers(name: string, target: Examples['target']): void {
  if (target.dtype === 'float32') return;
  throw new TrainError(
    'bad-project',
    `data.${name}: targets are numbers, as no classes are named, and must be float32, received ${target.dtype}. Name the classes, classes: ['no', 'yes'], if they are class numbers; or convert them with target.to('float32').`,
  );
}

function checkTags(name: string, target: Examples['target'], tags: string[]): void {
  if (target.dtype !== 'int64' || target.ndim !== 2) {
    throw new TrainError(
      'bad-project',
      `data.${name}: targets of tags must be int64 of shape (${target.shape[0]}, words), −1 behind the end, received ${target.dtype} of (${target.shape.join(', ')}).`,
    );
  }
  const width = target.shape[1]!;
  for (const [i, value] of Array.from(target.to('cpu').data(), Number).entries()) {
    if (value >= -1 && value < tags.length) continue;
    const row = Math.floor(i / width);
    throw new TrainError(
      'target-out-of-range',
      `data.${name}: a tag of row ${row} is ${value}; expected −1 or a number up to ${tags.length - 1}, as there are ${tags.length} tags.`,
      { fields: { split: name, row, value, classes: tags.length } },
    );
  }
}

function checkClasses(name: string, target: Examples['target'], classes: string[]): void {
  if (target.dtype !== 'int64' || target.ndim !== 1) {
    throw new TrainError(
      'bad-project',
      `data.${name}: targets of classes must be int64 class numbers of shape (${target.shape[0]}), received ${target.dtype} of (${target.shape.join(', ')}). Convert them with target.to('int64'), or leave 'classes' out to predict numbers.`,
    );
  }
  const numbers = target.to('cpu').data();
  for (let row = 0; row < numbers.length; row++) {
    const value = Number(numbers[row]);
    if (value >= 0 && value < classes.length) continue;
    throw new TrainError(
      'target-out-of-range',
      `data.${name}: the target of row ${row} is ${value}; expected a class number from 0 to ${classes.length - 1}, as there are ${classes.length} classes (${classes.slice(0, 5).join(', ')}${classes.length > 5 ? ', …' : ''}).`,
      { fields: { split: name, row, value, classes: classes.length } },
    );
  }
}
