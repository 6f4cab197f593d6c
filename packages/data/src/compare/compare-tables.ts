import { personalIn } from '../profile/findings/cells/personal-data.ts';
import { mask, masked } from '../profile/mask.ts';
import { measureColumns } from '../profile/measure-columns.ts';
import { sqlError } from '../table/sql-error.ts';
import type { Table } from '../table/table.ts';
import type { ColumnComparison, TableComparison } from './comparison.ts';
import { comparisonFindings } from './findings.ts';
import { shiftOf } from './shift.ts';

/**
 * Compares a table with an earlier one of its kind: columns that came, went or changed their type, gaps, different values, ranges,
 * and how each column is distributed.
 *
 * @example
 * await using before = await openTable('visits-may.csv');
 * await using after = await openTable('visits-june.csv');
 * for (const { message } of (await compareTables(before, after)).findings) console.log(message);
 */
export async function compareTables(before: Table, after: Table): Promise<TableComparison> {
  try {
    const [first, second] = [await measured(before), await measured(after)];
    const names = [...new Set([...before.columns, ...after.columns].map(({ name }) => name))];
    const columns: ColumnComparison[] = [];
    for (const name of names) {
      const [a, b] = [first.columns.get(name), second.columns.get(name)];
      const isOwn = a?.distinct === first.rows && b?.distinct === second.rows && a.type === 'integer'; // an identifier
      const both = a && b && !isOwn ? await shiftOf({ table: before, column: a }, { table: after, column: b }) : {};
      const hidden =
        (a?.personal ?? b?.personal) === undefined ? {} : { fresh: hide(both.fresh), gone: hide(both.gone) };
      columns.push({ name, ...(a ? { before: a } : {}), ...(b ? { after: b } : {}), ...both, ...hidden });
    }
    const of = (table: Table, rows: number) => ({ source: table.source, rows });
    const compared = { before: of(before, first.rows), after: of(after, second.rows), columns };
    return { ...compared, findings: comparisonFindings(compared) };
  } catch (cause) {
    throw sqlError(cause);
  }
}

const hide = (some: ColumnComparison['fresh'] = []) => some.map(({ value, count }) => ({ value: mask(value), count }));

async function measured(table: Table) {
  const rows = await table.count();
  const { columns } = await measureColumns(table, rows);
  const shown = columns.map((column) => {
    const personal = personalIn(column.name, column.top?.map(({ value }) => value) ?? []);
    return personal === undefined ? column : masked({ ...column, personal });
  });
  return { rows, columns: new Map(shown.map((column) => [column.name, column])) };
}
