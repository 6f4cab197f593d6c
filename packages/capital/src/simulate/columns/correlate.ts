import { CapitalError } from '../../errors.ts';

/** How two inputs go together: the correlation of their normal scores. */
export interface Correlation {
  readonly between: readonly [string, string];
  readonly rho: number;
}

/**
 * The lower triangle L with L·Lᵀ the correlation matrix of `names`, row by row: L times independent normals are normals that
 * go together as stated.
 *
 * @throws {CapitalError} bad-plan — when no such numbers exist, saying which pair cannot be
 * @example triangle(['a', 'b'], [{ between: ['a', 'b'], rho: 0.6 }]) // [1], [0.6, 0.8]
 */
export function triangle(names: readonly string[], correlations: readonly Correlation[]): Float64Array[] {
  const n = names.length;
  const matrix = names.map((_, i) => Float64Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)));
  const stated = new Set<string>();
  for (const { between, rho } of correlations) {
    const [i, j] = [names.indexOf(between[0]), names.indexOf(between[1])];
    if (i < 0 || j < 0 || i === j || !(Math.abs(rho) <= 1)) {
      throw new CapitalError(
        'bad-plan',
        `A correlation joins two different names with −1 ≤ rho ≤ 1, received ${rho} between '${between.join("' and '")}'.`,
        { fields: { between, rho } },
      );
    }
    const before = matrix[i]![j]!;
    if (stated.has(`${i} ${j}`))
      throw new CapitalError(
        'bad-plan',
        `'${between.join("' and '")}' are correlated twice, with ${before} and ${rho}. State it once.`,
        { fields: { between, rho } },
      );
    stated.add(`${i} ${j}`).add(`${j} ${i}`);
    matrix[i]![j] = rho;
    matrix[j]![i] = rho;
  }
  const rows = names.map(() => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i]![j]!;
      for (let k = 0; k < j; k++) rest -= rows[i]![k]! * rows[j]![k]!;
      if (i === j) {
        if (rest < -1e-12) {
          throw new CapitalError(
            'bad-plan',
            `The correlations contradict each other at '${names[i]}': no numbers can go together like that. Weaken one of them.`,
            { fields: { name: names[i] } },
          );
        }
        rows[i]![i] = Math.sqrt(Math.max(0, rest));
      } else rows[i]![j] = rows[j]![j]! > 1e-12 ? rest / rows[j]![j]! : 0;
    }
  }
  return rows;
}
