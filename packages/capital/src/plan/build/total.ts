import { call, type Expression, number } from '../../simulate/language/expression.ts';

/** Lines added one after the other; beyond that in groups, so that a thousand are no formula of a thousand levels. */
const GROUP = 64;

/** The sum of lines as a formula; 0 of none. @example total(['income.a', 'income.b']) */
export function total(names: readonly string[]): Expression {
  return sum(names.map((name): Expression => ({ op: 'name', name })));
}

function sum(parts: readonly Expression[]): Expression {
  const [first, ...rest] = parts;
  if (first === undefined) return number(0);
  if (parts.length <= GROUP) return rest.reduce((all, each) => call('add', [all, each]), first);
  const size = GROUP * Math.ceil(parts.length / GROUP ** 2);
  const groups = Array.from({ length: Math.ceil(parts.length / size) }, (_, i) =>
    parts.slice(i * size, (i + 1) * size),
  );
  return sum(groups.map(sum));
}
