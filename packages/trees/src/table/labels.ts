import { shown } from '@capstan/base';
import { TreesError } from '../errors.ts';
import type { Objective } from '../params/objectives.ts';

/** LightGBM's gain of a label in a ranking is 2^label − 1, for labels to 30. */
const MOST_RELEVANT = 30;

/** What a label may be, by objective. */
interface Rule {
  readonly expects: string;
  accepts(label: number): boolean;
}

const WHOLE: Rule = { expects: 'a whole number from 0', accepts: (label) => Number.isInteger(label) && label >= 0 };
const NOT_NEGATIVE: Rule = { expects: 'a number of at least 0', accepts: (label) => label >= 0 };
const POSITIVE: Rule = { expects: 'a number above 0', accepts: (label) => label > 0 };
const SHARE: Rule = { expects: 'a number from 0 to 1', accepts: (label) => label >= 0 && label <= 1 };
const RELEVANCE: Rule = {
  expects: `a whole number from 0 to ${MOST_RELEVANT}`,
  accepts: (label) => WHOLE.accepts(label) && label <= MOST_RELEVANT,
};

const RULES: Partial<Record<Objective, Rule>> = {
  binary: { expects: '0 or 1', accepts: (label) => label === 0 || label === 1 },
  multiclass: WHOLE,
  multiclassova: WHOLE,
  poisson: NOT_NEGATIVE,
  tweedie: NOT_NEGATIVE,
  gamma: POSITIVE,
  crossEntropy: SHARE,
  lambdarank: RELEVANCE,
  rankXendcg: RELEVANCE,
};

/**
 * Labels as LightGBM keeps them, in float32.
 *
 * @throws {TreesError} label-invalid, data-invalid — where a label does not fit, or the table does not fit
 */
export function readLabels(where: string, given: ArrayLike<number>, rows: number, objective: Objective): Float32Array {
  const labels = readNumbers(`${where}: label`, given, rows);
  const rule = RULES[objective];
  for (let row = 0; row < rows; row++) {
    const label = given[row]!;
    if (Number.isFinite(labels[row]) && (rule?.accepts(label) ?? true)) continue;
    const expected = `${rule?.expects ?? 'a finite number'}${rule ? ` for ${objective}` : ' that float32 can hold'}`;
    const message = `${where}: the label of row ${row}: expected ${expected}, received ${shown(label)}`;
    const hint = 'Leave out the rows whose label is not known, or choose another objective.';
    throw new TreesError('label-invalid', message, { hint, fields: { row, label } });
  }
  return labels;
}

/**
 * How many classes there are, at least two of which have rows.
 *
 * @throws {TreesError} label-invalid — where a label does not fit
 */
export function countClasses(labels: Float32Array): number {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const label of labels) {
    if (label < least) least = label;
    if (label > most) most = label;
  }
  if (least < most) return most + 1;
  const message = `all ${labels.length} rows have the label ${least}: there is nothing to tell apart`;
  throw new TreesError('label-invalid', message, { hint: 'Training needs rows of at least two classes.' });
}

/** @throws {TreesError} weight-invalid, data-invalid — where a weight does not fit, or the table does not fit */
export function readWeights(where: string, given: ArrayLike<number>, rows: number): Float32Array {
  const weights = readNumbers(`${where}: weight`, given, rows);
  let any = false;
  weights.forEach((weight, row) => {
    any ||= weight > 0;
    if (weight >= 0 && Number.isFinite(weight)) return;
    const message = `${where}: the weight of row ${row}: expected a finite number of at least 0, received ${given[row]}`;
    throw new TreesError('weight-invalid', message, { fields: { row } });
  });
  if (!any) throw new TreesError('weight-invalid', `${where}: all ${rows} weights are 0`, { hint: 'Leave them out.' });
  return weights;
}

/** @throws {TreesError} group-invalid — where a group does not fit */
export function readGroups(where: string, given: ArrayLike<number>, rows: number): Int32Array {
  const sizes = Int32Array.from(given);
  let sum = 0;
  sizes.forEach((size, group) => {
    sum += size;
    if (size === given[group] && size > 0) return;
    const message = `${where}: the size of group ${group}: expected a whole number of at least 1, received ${given[group]}`;
    throw new TreesError('group-invalid', message, { fields: { group } });
  });
  if (sum === rows) return sizes;
  throw new TreesError('group-invalid', `${where}: the groups have ${sum} rows, the table has ${rows}`, {
    hint: 'group holds the number of rows of each group, in the order of the rows.',
  });
}

function readNumbers(where: string, given: ArrayLike<number>, rows: number): Float32Array {
  if (typeof given !== 'object' || given === null || given.length !== rows) {
    const received = given && typeof given.length === 'number' ? `${given.length}` : shown(given);
    throw new TreesError('data-invalid', `${where}: expected ${rows} numbers, one a row, received ${received}`);
  }
  return Float32Array.from(given);
}
