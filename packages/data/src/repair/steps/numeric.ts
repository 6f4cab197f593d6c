import { DataError } from '../../errors.ts';
import { isNumeric } from '../../table/as-number.ts';
import type { Column } from '../../table/columns.ts';
import type { Table } from '../../table/table.ts';

/**
 * A column of numbers.
 *
 * @throws {DataError} step-invalid, column-unknown — where a step cannot be carried out, or there is no such column
 */
export function numeric(table: Table, column: string): Column {
  const found = table.column(column);
  if (isNumeric(found.type) && found.type !== 'date' && found.type !== 'timestamp') return found;
  throw new DataError('step-invalid', `'${column}' is ${found.type}, not numbers`, {
    hint: "Convert it first: { step: 'number', column }",
  });
}
