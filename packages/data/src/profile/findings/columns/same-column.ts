import { name } from '../../../table/engine.ts';
import { rowColumn } from '../../../table/table.ts';
import type { TableFindingKind } from '../contract.ts';
import { quoted } from '../words.ts';

/** Correlation from which one column is the other in another unit; rounding to six digits leaves this much. */
const SAME = 1 - 1e-9;

export const sameColumn: TableFindingKind = {
  kind: 'same-column',
  place: 100,
  about: 'A column that another one holds already: its copy, or the same in another unit.',
  async look({ table, profile: { columns, correlations, rows }, options }) {
    if (rows < 20) return [];
    // A copy has as many different values and as many gaps: most columns need no look at their cells.
    const alike = Map.groupBy(
      columns.filter((column) => column.name !== options.target && column.distinct > 1),
      ({ distinct, missing }) => `${distinct} ${missing}`,
    );
    const others = [...alike.values()].filter((some) => some.length > 1).flat();
    const each = others.map((column, i) => `sum(hash(${name(column.name)}::varchar, ${rowColumn}) % 1000003) as s${i}`);
    const sums =
      others.length === 0 ? {} : await table.engine.one(`select ${each.join(', ')} from (${table.numbered})`);
    const bySum = Map.groupBy(others, (column) => String(sums[`s${others.indexOf(column)}`]));
    const copies = [...bySum.values()].flatMap(([first, ...more]) => more.map((column) => [first!, column] as const));
    const copied = new Set(copies.map(([, column]) => column.name));
    const scaled = correlations.filter(
      ({ a, b, r }) =>
        Math.abs(r) >= SAME && !copied.has(a) && !copied.has(b) && a !== options.target && b !== options.target,
    );
    const finding = (column: string, other: string, how: string) => ({
      ...{ kind: 'same-column', severity: 'warning' as const, column, items: [] },
      message: `${quoted(column)} is ${how} ${quoted(other)}`,
      hint: 'Keep one of the two',
      step: { step: 'drop-columns' as const, columns: [column] },
    });
    return [
      ...copies.map(([first, column]) => finding(column.name, first.name, 'a copy of')),
      ...scaled.map(({ a, b }) => finding(b, a, 'in a straight line with')),
    ];
  },
};
