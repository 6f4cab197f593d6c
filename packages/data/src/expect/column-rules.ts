import { name, text } from '../table/engine.ts';
import type { ColumnExpectations } from './expectations.ts';

/** A rule that each cell keeps by itself. */
export type CellRule = {
  /** As in "must be …". */
  must: string;
  /** Whether a cell that is there breaks it, in SQL. */
  broken: string;
};

/** A figure of a whole column, and between what it must lie. */
export type Figure = { what: string; sql: string; min: number | undefined; max: number | undefined };

/** The rules for the cells of a column. */
export function cellRules(column: string, expected: ColumnExpectations): CellRule[] {
  const { min, max, values, pattern, length } = expected;
  const v = name(column);
  const rules: CellRule[] = [];
  if (min !== undefined) rules.push({ must: `at least ${min}`, broken: `${v} < ${literalOf(min)}` });
  if (max !== undefined) rules.push({ must: `at most ${max}`, broken: `${v} > ${literalOf(max)}` });
  if (values) {
    const list = values.map((value) => text(String(value))).join(', ');
    const shown = values.slice(0, 5).join(', ') + (values.length > 5 ? ` or one of ${values.length - 5} more` : '');
    rules.push({ must: `one of ${shown}`, broken: `${v}::varchar not in (${list})` });
  }
  if (pattern !== undefined) {
    rules.push({ must: `as ${pattern}`, broken: `not regexp_full_match(${v}::varchar, ${text(pattern)})` });
  }
  if (length) {
    const { min: least = 0, max: most } = length;
    const above = most === undefined ? '' : ` or length(${v}::varchar) > ${most}`;
    rules.push({ must: `${spanOf(length)} characters long`, broken: `length(${v}::varchar) < ${least}${above}` });
  }
  return rules;
}

/** The figures of a column that are expected. */
export function figuresOf(column: string, { distinct, mean }: ColumnExpectations): Figure[] {
  const v = name(column);
  return [
    ...(distinct
      ? [{ what: 'different values', sql: `count(distinct ${v})`, min: distinct.min, max: distinct.max }]
      : []),
    ...(mean ? [{ what: 'the mean', sql: `avg(${v}::double)`, min: mean.min, max: mean.max }] : []),
  ];
}

/** `at least 3`, `at most 5`, `3 to 5`. */
export function spanOf({ min, max }: { min?: number | undefined; max?: number | undefined }): string {
  if (min === undefined) return max === undefined ? 'any' : `at most ${max}`;
  return max === undefined ? `at least ${min}` : min === max ? `${min}` : `${min} to ${max}`;
}

const literalOf = (bound: number | string): string =>
  typeof bound === 'number' ? (Number.isInteger(bound) ? String(bound) : `${bound.toExponential()}`) : text(bound);
