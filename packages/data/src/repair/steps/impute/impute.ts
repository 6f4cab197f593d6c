import { z } from 'zod';
import { type ComputedCells, cleaning, type StepSql } from '../contract.ts';
import { column, columns } from '../fields.ts';
import { byOtherColumns } from './by-other-columns.ts';
import { fills, type ValueFill } from './fill.ts';
import { fromNeighbours } from './from-neighbours.ts';

const one = { step: z.literal('impute'), column };

const constant = z.strictObject({ ...one, how: z.literal('constant'), value: z.union([z.string(), z.number()]) });
const learned = z.strictObject({ ...one, how: z.enum(['mean', 'median', 'mode']) });
const ordered = z.strictObject({ ...one, how: z.enum(['forward', 'backward', 'interpolate']) });
const several = z.strictObject({
  step: z.literal('impute'),
  columns,
  how: z.enum(['nearest', 'iterative']),
  neighbors: z.int().min(1).default(5),
  iterations: z.int().min(1).max(100).default(10),
});

const schema = z.discriminatedUnion('how', [constant, learned, ordered, several]);
type Imputation = z.output<typeof schema>;

/** Whether the cells are filled by one value, which the other columns have no part in. */
const isFill = (step: Imputation): step is ValueFill & Imputation =>
  step.how === 'constant' || step.how === 'mean' || step.how === 'median' || step.how === 'mode';

/**
 * Fills gaps.
 *
 * @throws {DataError} step-invalid — where a step cannot be carried out
 * @example cleaning.impute({ column: 'age', how: 'median' })
 */
export const imputeStep = cleaning({
  step: 'impute',
  about: 'Gaps are filled: by one value, by neighbouring rows, or of several columns by each other.',
  examples: [
    { step: 'impute', column: 'age', how: 'median' },
    { step: 'impute', column: 'age', how: 'constant', value: 0 },
    { step: 'impute', column: 'age', how: 'interpolate' },
    { step: 'impute', columns: ['id', 'age'], how: 'nearest' },
  ],
  schema,
  async run(step, rows): Promise<StepSql | ComputedCells> {
    if (isFill(step)) return fills([step], rows);
    return 'columns' in step ? byOtherColumns(step, rows) : fromNeighbours(step, rows.table);
  },
  // Fills of different columns neither learn from nor change what the others do.
  together: {
    joins: (before, step) => isFill(step) && before.every((other) => isFill(other) && other.column !== step.column),
    run: (steps, rows) => fills(steps.filter(isFill), rows),
  },
});
