import { z } from 'zod';
import { DataError } from '../../../errors.ts';
import { name } from '../../../table/engine.ts';
import { contradictionOf, type NumberColumn, numberColumn, numberSql } from '../../../table/numbers/number-column.ts';
import type { Table } from '../../../table/table.ts';
import { cleaning } from '../contract.ts';
import { column } from '../fields.ts';

/**
 * Makes numbers of text, one unit for all of a column; what is not wholly a number becomes missing and is counted.
 *
 * @throws {DataError} step-invalid — also where nothing says which the decimal sign is, or cells contradict each other
 * @example cleaning.number({ column: 'weight', decimal: ',' })
 */
export const numberStep = cleaning({
  step: 'number',
  about: 'Text becomes numbers, units brought to one; what is not wholly a number becomes missing.',
  examples: [{ step: 'number', column: 'weight' }],
  schema: z.strictObject({ step: z.literal('number'), column, decimal: z.enum(['.', ',']).optional() }),
  async run({ column: one, decimal }, { table }) {
    const how = await numbersIn(table, one, decimal);
    if (how.read === 0) {
      const shown = how.examples.slice(0, 3).map((cell) => `'${cell}'`);
      throw new DataError('step-invalid', `'${one}' holds no numbers`, {
        hint: `Its cells are such as ${shown.join(', ') || 'nothing'}`,
      });
    }
    if (how.contradicting) {
      throw new DataError('step-invalid', `'${one}' has ${contradictionOf(how.contradicting)}`, {
        hint: "Put one of them right, or say decimal: '.' or ',': what is written with the other becomes missing, and is counted",
      });
    }
    if (how.ambiguous > 0) {
      throw new DataError('step-invalid', `which the decimal sign of '${one}' is, none of its cells says`, {
        hint: "Say decimal: '.' or ','",
      });
    }
    return { replace: { [one]: numberSql(`${name(one)}::varchar`, how) } };
  },
  proposing: {
    stage: 'types',
    async variants(step, table) {
      if (step.decimal !== undefined) return [step];
      const { ambiguous, contradicting } = await numbersIn(table, step.column);
      if (ambiguous === 0 && !contradicting) return [step];
      return (['.', ','] as const).map((decimal) => ({ ...step, decimal }));
    },
    name: ({ column: one, decimal }) =>
      `number:${one}${decimal === undefined ? '' : decimal === '.' ? ':decimal-point' : ':decimal-comma'}`,
    judge({ decimal }, { nulled }) {
      if (nulled > 0) return { proven: false, why: `${nulled} cells are not wholly numbers and would be lost` };
      if (decimal !== undefined) return { proven: false, why: 'which the decimal sign is, none of the cells says' };
      return { proven: true, why: 'every cell is wholly a number' };
    },
  },
});

/** How a column's numbers are written, by all of its cells. */
async function numbersIn(table: Table, one: string, decimal?: '.' | ','): Promise<NumberColumn> {
  const cells = await table.engine.all(
    `select ${name(one)}::varchar as cell, count(*) as n from (${table.query}) group by 1 order by n desc, cell`,
  );
  return numberColumn(
    cells.map(({ cell, n }) => [cell === null ? null : String(cell), Number(n)] as const),
    decimal,
  );
}
