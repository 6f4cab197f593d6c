import { z } from 'zod';
import { DataError } from '../../../errors.ts';
import { name } from '../../../table/engine.ts';
import type { Table } from '../../../table/table.ts';
import { areDates, type DateColumn, dateColumn, dateSql, openOrder } from '../../date-column.ts';
import { cleaning } from '../contract.ts';
import { column } from '../fields.ts';

/**
 * Makes dates, or times where cells have a time of day, of text in any of the usual formats, several in one column.
 *
 * @throws {DataError} step-invalid — also where nothing says whether day or month comes first
 * @example cleaning.dates({ column: 'seen', dayFirst: true })
 */
export const datesStep = cleaning({
  step: 'dates',
  about:
    'Text becomes dates or times, in any of the usual formats; whether day or month is first all cells must prove.',
  examples: [{ step: 'dates', column: 'seen' }],
  schema: z.strictObject({ step: z.literal('dates'), column, dayFirst: z.boolean().optional() }),
  async run({ column: one, dayFirst }, { table }) {
    const { type } = table.column(one);
    if (type === 'date' || type === 'timestamp') return { replace: {} }; // they are what was asked for
    const how = await datesIn(table, one, dayFirst);
    if (!areDates(how)) {
      throw new DataError('step-invalid', `'${one}' does not hold dates`, { hint: 'Nine tenths of its cells must be' });
    }
    if (how.open) {
      throw new DataError('step-invalid', `the dates of '${one}' are a question: ${openOrder(how.open)}`, {
        hint: 'Say dayFirst: true or false; cells that are no dates then become missing and are counted',
      });
    }
    return { replace: { [one]: dateSql(`${name(one)}::varchar`, how) } };
  },
  proposing: {
    stage: 'types',
    async variants(step, table) {
      if (step.dayFirst !== undefined || !(await datesIn(table, step.column)).open) return [step];
      return [
        { ...step, dayFirst: true },
        { ...step, dayFirst: false },
      ];
    },
    name: ({ column: one, dayFirst }) =>
      `dates:${one}${dayFirst === undefined ? '' : dayFirst ? ':day-first' : ':month-first'}`,
    async judge({ column: one, dayFirst }, { nulled }, table) {
      if (nulled > 0) return { proven: false, why: `${nulled} cells are no dates that way and would be lost` };
      if (dayFirst === undefined) return { proven: true, why: 'every cell can be read in one way alone' };
      const { open } = await datesIn(table, one);
      return open
        ? { proven: false, why: openOrder(open) }
        : { proven: false, why: 'which comes first was said, not proven' };
    },
  },
});

/** How a column's dates are written, by all of its cells. */
async function datesIn(table: Table, one: string, dayFirst?: boolean): Promise<DateColumn> {
  const cells = await table.engine.all(
    `select ${name(one)}::varchar as cell, count(*) as n from (${table.query}) where ${name(one)} is not null group by 1 order by n desc, cell`,
  );
  return dateColumn(
    cells.map(({ cell, n }) => [String(cell), Number(n)] as const),
    dayFirst,
  );
}
