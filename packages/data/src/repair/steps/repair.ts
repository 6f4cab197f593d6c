import { z } from 'zod';
import { repairCells } from '../dirty/repair-cells.ts';
import { type ComputedCells, cleaning } from './contract.ts';
import { columns } from './fields.ts';
import { rowNumbers } from './row-numbers.ts';

/**
 * Repairs wrong cells from the table alone.
 *
 * @throws {DataError} step-invalid — where a step cannot be carried out
 * @example cleaning.repair({ sure: true })
 */
export const repairStep = cleaning({
  step: 'repair',
  about: 'Wrong cells are found and repaired by dependencies between columns, patterns, sources, rare misspellings.',
  examples: [{ step: 'repair' }],
  schema: z.strictObject({
    step: z.literal('repair'),
    columns: columns.optional(),
    /** Only cells that a dependency with hardly an exception contradicts. */
    sure: z.boolean().default(false),
  }),
  async run({ columns: some, sure: onlySure }, rows): Promise<ComputedCells> {
    const { table } = rows;
    const names = some ?? table.columns.map((one) => one.name);
    const cells: string[][] = [];
    for (const one of names) cells.push((await table.texts(one)).map((cell) => cell ?? ''));
    const found = repairCells({ names, columns: cells }).filter(({ sure }) => sure || !onlySure);
    const touched = [...new Set(found.map(({ row }) => row))].sort((a, b) => a - b);
    const at = new Map(touched.map((row, i) => [row, i]));
    const values: Record<string, (string | null)[]> = {};
    for (const { row, column, becomes } of found) {
      const c = names.indexOf(column);
      values[column] ??= touched.map((one) => cells[c]![one]! || null);
      values[column][at.get(row)!] = becomes || null; // only known to be wrong: missing from here on
    }
    const numbers = await rowNumbers(rows);
    return { columns: { row: Float64Array.from(touched, (row) => numbers[row]!), values }, drop: false };
  },
  proposing: {
    stage: 'repairs',
    // What findings of single columns ask for is looked at over the whole table, where rules between columns are seen.
    variants: () => [
      { step: 'repair', sure: true },
      { step: 'repair', sure: false },
    ],
    name: ({ sure }) => (sure ? 'rules' : 'repair'),
    within: ({ sure }) => (sure ? 'repair' : undefined),
    judge: ({ sure }) =>
      sure
        ? { proven: true, why: 'the other columns decide these cells in 99 of 100 rows and more' }
        : { proven: false, why: 'likely slips: look at each' },
  },
});
