import { call, type Expression, number } from '../../simulate/language/expression.ts';

/** One number a month as a formula: the same on every path. @example tableOf([1, 2, 2, 3], 'USD/month') */
export function tableOf(values: readonly number[], unit: string, first = 0): Expression {
  if (values.every((value) => value === values[0])) return number(values[0] ?? 0, unit);
  const half = Math.ceil(values.length / 2);
  const before = call('lt', [{ op: 'name', name: 'month' }, number(first + half)]);
  return call('if', [
    before,
    tableOf(values.slice(0, half), unit, first),
    tableOf(values.slice(half), unit, first + half),
  ]);
}
