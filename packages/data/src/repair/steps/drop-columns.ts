import { z } from 'zod';
import { DataError } from '../../errors.ts';
import { cleaning } from './contract.ts';
import { columns } from './fields.ts';

/**
 * Leaves columns out.
 *
 * @throws {DataError} step-invalid — where a step cannot be carried out
 * @example cleaning.dropColumns({ columns: ['name'] })
 */
export const dropColumnsStep = cleaning({
  step: 'drop-columns',
  about: 'Columns are left out.',
  examples: [{ step: 'drop-columns', columns: ['town'] }],
  schema: z.strictObject({ step: z.literal('drop-columns'), columns }),
  run({ columns: some }, { table }) {
    if (new Set(some).size >= table.columns.length)
      throw new DataError('step-invalid', 'drop-columns would leave no column', { hint: 'Keep one' });
    return { without: some };
  },
});
