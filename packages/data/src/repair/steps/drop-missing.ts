import { z } from 'zod';
import { name } from '../../table/engine.ts';
import { cleaning } from './contract.ts';
import { columns } from './fields.ts';

/**
 * Leaves out rows with gaps.
 *
 * @throws {DataError} step-invalid — where a step cannot be carried out
 * @example cleaning.dropMissing({ columns: ['age'] })
 */
export const dropMissingStep = cleaning({
  step: 'drop-missing',
  about: 'Rows with a gap, in any column or in some, are left out.',
  examples: [{ step: 'drop-missing', columns: ['age'] }],
  schema: z.strictObject({ step: z.literal('drop-missing'), columns: columns.optional() }),
  run({ columns: some }, { table }) {
    const names = some ?? table.columns.map((one) => one.name);
    return { keep: names.map((one) => `${name(one)} is not null`).join(' and ') };
  },
});
