import { z } from 'zod';
import { cleaning } from './contract.ts';
import { columns } from './fields.ts';

/**
 * Of rows that are alike keeps the first.
 *
 * @throws {DataError} step-invalid — where a step cannot be carried out
 * @example cleaning.deduplicate({ by: ['id'] })
 */
export const deduplicateStep = cleaning({
  step: 'deduplicate',
  about: 'Of rows that are alike, in all columns or in some, the first stays.',
  examples: [{ step: 'deduplicate' }, { step: 'deduplicate', by: ['id'] }],
  schema: z.strictObject({
    step: z.literal('deduplicate'),
    by: columns.optional(),
    except: columns.optional(),
  }),
  columns: ({ by = [], except = [] }) => [...by, ...except],
  run: ({ by, except }, { table }) => ({
    unique: by ?? table.columns.map(({ name }) => name).filter((name) => !except?.includes(name)),
  }),
  proposing: {
    stage: 'rows',
    judge: () => ({ proven: false, why: 'equal rows may be two that really happened' }),
  },
});
