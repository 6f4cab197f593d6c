import { z } from 'zod';
import { type ComputedCells, cleaning } from '../contract.ts';
import { column } from '../fields.ts';
import { rowNumbers } from '../row-numbers.ts';
import { smoothed } from './filters.ts';

/**
 * Smooths a series.
 *
 * @throws {DataError} step-invalid — where a step cannot be carried out
 * @example cleaning.denoise({ column: 'pulse', how: 'median', window: 5 })
 */
export const denoiseStep = cleaning({
  step: 'denoise',
  about: 'A series in the order of its rows is smoothed; gaps stay gaps.',
  examples: [{ step: 'denoise', column: 'age', how: 'median', window: 5 }],
  schema: z.strictObject({
    step: z.literal('denoise'),
    column,
    how: z.enum(['median', 'gaussian', 'savitzky-golay', 'wavelet']),
    window: z.int().min(3).max(9999).default(5),
    order: z.int().min(0).max(9).default(2),
    sigma: z.number().positive().default(1),
  }),
  async run(step, rows): Promise<ComputedCells> {
    const series = await rows.table.numbers(step.column);
    const values = { [step.column]: smoothed(series, step) };
    return { columns: { row: await rowNumbers(rows), values }, drop: false };
  },
});
