import { bayesianRidge } from './bayesian-ridge.ts';
import { dot, triangleOf, triangleOfProducts } from './triangle.ts';

/** A linear model of one column by the others, in their order: intercept + Σ coefficients · x. */
export type Linear = { coefficients: number[]; intercept: number };

/**
 * Regressions of each column of a table on the others, over the rows where it is known, while what is filled in
 * changes. The products of all columns are kept; for a column the rows that lack it are taken off, and only its own
 * products are made anew when it has been filled. Where that loses digits, the rows are taken by themselves.
 */
export class RoundRobin {
  readonly #columns: readonly Float64Array[];
  readonly #shifts: Float64Array;
  readonly #shifted: Float64Array[];
  readonly #missing: readonly Int32Array[];
  readonly #sums: Float64Array;
  readonly #products: Float64Array[];

  /**
   * @param columns filled, which the caller changes
   * @param missing for each, the rows that were filled
   */
  constructor(columns: readonly Float64Array[], missing: readonly Int32Array[]) {
    this.#columns = columns;
    this.#missing = missing;
    // Near their means columns lose the fewest digits in their products.
    this.#shifts = Float64Array.from(columns, (column) => sumOf(column) / column.length);
    this.#shifted = columns.map((column, c) => column.map((value) => value - this.#shifts[c]!));
    this.#sums = new Float64Array(columns.length);
    this.#products = columns.map(() => new Float64Array(columns.length));
    for (const c of columns.keys()) this.#multiply(c);
  }

  /** Takes in what the caller has filled into column `c`. */
  refresh(c: number): void {
    const missing = this.#missing[c]!;
    if (missing.length === 0) return;
    const [from, to] = [this.#columns[c]!, this.#shifted[c]!];
    for (const row of missing) to[row] = from[row]! - this.#shifts[c]!;
    this.#multiply(c);
  }

  /** Column `c`, where it is known, by the others. */
  regress(c: number): Linear {
    const order = [...this.#columns.keys()].filter((other) => other !== c);
    order.push(c);
    const isMissing = this.#missing[c]!;
    const n = this.#shifted[c]!.length - isMissing.length;
    const isMostlyThere = isMissing.length <= n;
    const rows = isMostlyThere ? isMissing : this.#known(c);
    const part = order.map((other) => take(this.#shifted[other]!, rows));
    const means = part.map((column, k) => {
      const some = sumOf(column);
      return (isMostlyThere ? this.#sums[order[k]!]! - some : some) / n;
    });
    const products = part.map((column, k) =>
      Float64Array.from(order, (other, j) => {
        if (j > k) return 0;
        const some = dot(column, part[j]!);
        return (isMostlyThere ? this.#products[order[k]!]![other]! - some : some) - n * means[k]! * means[j]!;
      }),
    );
    const sizes = order.map((other) => this.#products[other]![other]!);
    const triangle = triangleOfProducts(products, sizes) ?? this.#triangle(order, c, means);
    const coefficients = Array.from(bayesianRidge(triangle, n));
    const mean = (k: number) => means[k]! + this.#shifts[order[k]!]!;
    const intercept = coefficients.reduce((rest, weight, k) => rest - weight * mean(k), mean(order.length - 1));
    return { coefficients, intercept };
  }

  #multiply(c: number): void {
    const column = this.#shifted[c]!;
    this.#sums[c] = sumOf(column);
    for (const [other, values] of this.#shifted.entries()) {
      const product = dot(column, values);
      this.#products[c]![other] = product;
      this.#products[other]![c] = product;
    }
  }

  #triangle(order: readonly number[], c: number, means: readonly number[]): Float64Array[] {
    const known = this.#known(c);
    return triangleOf(order.map((other, k) => take(this.#shifted[other]!, known).map((value) => value - means[k]!)));
  }

  #known(c: number): Int32Array {
    const missing = this.#missing[c]!;
    const known = new Int32Array(this.#shifted[c]!.length - missing.length);
    for (let row = 0, at = 0, next = 0; at < known.length; row++) {
      if (row === missing[next]) next++;
      else known[at++] = row;
    }
    return known;
  }
}

function take(column: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < taken.length; i++) taken[i] = column[rows[i]!]!;
  return taken;
}

function sumOf(column: Float64Array): number {
  let sum = 0;
  for (const value of column) sum += value;
  return sum;
}
