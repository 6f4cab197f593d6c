import { z } from 'zod';
import { type ComputedCells, cleaning, type Rows, type StepSql } from '../contract.ts';
import { column, columns } from '../fields.ts';
import { rowNumbers } from '../row-numbers.ts';
import { isolationForest } from './isolation-forest.ts';
import { outsideBounds } from './outside-bounds.ts';

const ofOne = z.strictObject({
  step: z.literal('outliers'),
  column,
  how: z.enum(['iqr', 'z-score']),
  factor: z.number().positive().default(3),
  action: z.enum(['clip', 'null', 'drop']).default('clip'),
});

const ofSeveral = z.strictObject({
  step: z.literal('outliers'),
  columns,
  how: z.literal('isolation-forest'),
  score: z.number().min(0.5).max(1).default(0.65),
  seed: z.int().min(0).default(0),
  action: z.enum(['null', 'drop']).default('drop'),
});

/**
 * Clips values far out, makes them missing or drops their rows.
 *
 * @throws {DataError} step-invalid — where a step cannot be carried out
 * @example cleaning.outliers({ column: 'pay', how: 'iqr', factor: 3, action: 'clip' })
 */
export const outliersStep = cleaning({
  step: 'outliers',
  about: 'Values far out, of one column or of several together, are clipped, made missing, or their rows dropped.',
  examples: [
    { step: 'outliers', column: 'age', how: 'iqr', action: 'clip' },
    { step: 'outliers', columns: ['id', 'age'], how: 'isolation-forest' },
  ],
  schema: z.discriminatedUnion('how', [ofOne, ofSeveral]),
  run: (step, rows): Promise<StepSql | ComputedCells> =>
    step.how === 'isolation-forest' ? alone(step, rows) : outsideBounds(step, rows),
});

/** Rows that an isolation forest tells from the others with ease. */
async function alone(step: z.output<typeof ofSeveral>, rows: Rows): Promise<ComputedCells> {
  const matrix: Float64Array[] = [];
  for (const one of step.columns) matrix.push(await rows.table.numbers(one));
  const scores = isolationForest(matrix, step);
  const out = [...scores.keys()].filter((row) => scores[row]! > step.score);
  const drop = step.action === 'drop';
  const gaps = () => new Float64Array(out.length).fill(Number.NaN);
  const values = drop ? {} : Object.fromEntries(step.columns.map((one) => [one, gaps()]));
  const numbers = await rowNumbers(rows);
  return { columns: { row: Float64Array.from(out, (row) => numbers[row]!), values }, drop };
}
