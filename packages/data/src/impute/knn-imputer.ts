import { z } from 'zod';
import { type Columns, rowCount } from '../table/memory/columns.ts';
import { finite, makeStep, present, type Selection, type Step, type StepKind } from '../transform/contract.ts';
import { withIndicator } from './indicator.ts';

const options = z.strictObject({
  neighbours: z.int().min(1).default(5),
  weights: z.enum(['uniform', 'distance']).default('uniform'),
  addIndicator: z.boolean().default(false),
});

const state = z.strictObject({
  /** The training fold's values, column by column. */
  values: z.array(z.array(z.number().nullable())),
  means: z.array(z.number()),
});

export const knnImputerKind: StepKind<z.output<typeof options>, z.output<typeof state>> = {
  kind: 'knnImputer',
  about: 'What is missing becomes the mean of the most similar rows.',
  example: { columns: ['age', 'pay'] },
  options,
  state,
  learn(input) {
    const values: (number | null)[][] = [];
    const means: number[] = [];
    for (const [name, column] of Object.entries(input)) {
      const there = present(column, name, 'knnImputer');
      values.push(Array.from(finite(column, name, 'knnImputer'), (value) => (Number.isNaN(value) ? null : value)));
      means.push(there.reduce((sum, value) => sum + value, 0) / there.length);
    }
    return { values, means };
  },
  apply(input, { neighbours, weights, addIndicator }, learned) {
    const names = Object.keys(input);
    const given = names.map((name) => finite(input[name]!, name, 'knnImputer'));
    const donors = learned.values.map((column) => Float64Array.from(column, (value) => value ?? Number.NaN));
    const filled = given.map((column) => column.slice());
    for (let row = 0; row < rowCount(input); row++) {
      const lacking = given.flatMap((column, c) => (Number.isNaN(column[row]!) ? [c] : []));
      if (lacking.length === 0) continue;
      const distances = distancesTo(
        given.map((column) => column[row]!),
        donors,
      );
      for (const c of lacking) {
        filled[c]![row] = neighboursMean(distances, donors[c]!, neighbours, weights) ?? learned.means[c]!;
      }
    }
    return new Map(
      names.map((name, c) => {
        const missing = Array.from(given[c]!, Number.isNaN);
        const hadMissing = learned.values[c]!.includes(null);
        const made: Columns = withIndicator(name, filled[c]!, missing, addIndicator && hadMissing);
        return [name, made];
      }),
    );
  },
};

/**
 * Fills what is missing with the mean of the nearest training rows that have it, by the Euclidean distance over what
 * both have, as `KNNImputer` does. Scale the columns first; the training values are saved with the pipeline.
 *
 * @example knnImputer('number', { neighbours: 5, weights: 'distance' })
 */
export function knnImputer(
  columns: Selection,
  options: { neighbours?: number; weights?: 'uniform' | 'distance'; addIndicator?: boolean } = {},
): Step {
  return makeStep(knnImputerKind, columns, options);
}
knnImputer.kind = knnImputerKind;

/** From one row to every donor, over the columns that both have, scaled up to all; NaN where they share none. */
function distancesTo(row: readonly number[], donors: readonly Float64Array[]): Float64Array {
  const count = donors[0]?.length ?? 0;
  const squares = new Float64Array(count);
  const shared = new Int32Array(count);
  for (const [c, value] of row.entries()) {
    if (Number.isNaN(value)) continue;
    const column = donors[c]!;
    for (let i = 0; i < count; i++) {
      const difference = column[i]! - value;
      if (Number.isNaN(difference)) continue;
      squares[i]! += difference * difference;
      shared[i]! += 1;
    }
  }
  return squares.map((square, i) => (shared[i] === 0 ? Number.NaN : Math.sqrt((square / shared[i]!) * row.length)));
}

function neighboursMean(
  distances: Float64Array,
  values: Float64Array,
  count: number,
  weights: 'uniform' | 'distance',
): number | undefined {
  const nearest: number[] = [];
  for (let i = 0; i < distances.length; i++) {
    const distance = distances[i]!;
    // False for NaN too.
    if (!(distance < (nearest.length < count ? Number.POSITIVE_INFINITY : distances[nearest.at(-1)!]!))) continue;
    if (Number.isNaN(values[i]!)) continue;
    let at = nearest.length < count ? nearest.push(i) - 1 : count - 1;
    for (; at > 0 && distances[nearest[at - 1]!]! > distance; at--) nearest[at] = nearest[at - 1]!;
    nearest[at] = i;
  }
  if (nearest.length === 0) return undefined;
  const isHit = distances[nearest[0]!] === 0;
  let sum = 0;
  let total = 0;
  for (const i of nearest) {
    // A donor at distance 0 outweighs all that are not.
    const weight = weights === 'uniform' ? 1 : isHit ? (distances[i] === 0 ? 1 : 0) : 1 / distances[i]!;
    sum += weight * values[i]!;
    total += weight;
  }
  return sum / total;
}
