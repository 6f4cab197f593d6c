import { setImmediate } from 'node:timers/promises';
import { fromTypedArray, linalg, ops, scope, type Tensor } from '@capstan/torch';
import type { Rows } from './pairs.ts';

/** Numbers that a batch of rows may gather. */
const AT_ONCE = 1 << 21;

/** What the rows of a batch hold, filled up to one length. */
interface Batch {
  /** (B) which rows */
  rows: Tensor;
  /** (B · L) columns, 0 where there is none */
  columns: Tensor;
  /** (B, L) values, and 1 where there is one */
  values: Tensor;
  there: Tensor;
}

/** Rows in batches of like length, laid out once for all turns. Owned by the scope of the caller. */
export interface Layout {
  count: number;
  batches: Batch[];
}

/** @param width numbers that a column will stand for */
export function layOut({ count, begins, columns, values }: Rows, width: number): Layout {
  const lengthOf = (row: number) => begins[row + 1]! - begins[row]!;
  const order = Int32Array.from({ length: count }, (_, row) => row)
    .filter((row) => lengthOf(row) > 0)
    .sort((a, b) => lengthOf(b) - lengthOf(a) || a - b);
  const batches: Batch[] = [];
  for (let from = 0; from < order.length; ) {
    const length = lengthOf(order[from]!);
    const size = Math.max(1, Math.min(order.length - from, Math.floor(AT_ONCE / (length * width))));
    const rows = order.slice(from, from + size);
    const places = new Int32Array(size * length);
    const [filled, there] = [new Float64Array(size * length), new Float64Array(size * length)];
    for (const [at, row] of rows.entries()) {
      for (let i = begins[row]!; i < begins[row + 1]!; i++) {
        const place = at * length + i - begins[row]!;
        places[place] = columns[i]!;
        filled[place] = values[i]!;
        there[place] = 1;
      }
    }
    const shape = [size, length];
    batches.push({
      rows: fromTypedArray(BigInt64Array.from(rows, BigInt), [size]),
      columns: fromTypedArray(places, [size * length]),
      values: fromTypedArray(filled, shape),
      there: fromTypedArray(there, shape),
    });
    from += size;
  }
  return { count, batches };
}

/** The least squares of a row. */
export interface LeastSquares {
  /** (columns, width) double precision: what each column stands for. */
  features: Tensor;
  l2: number;
  /** (width, width): what every row has in common, beside its own columns. */
  common?: Tensor;
  /** Of values and places (B, L) what is to be met, and how much each counts, where there is a value. */
  of(batch: { values: Tensor; columns: Tensor; there: Tensor }): { target: Tensor; weight: Tensor };
  signal?: AbortSignal | undefined;
}

/**
 * Solves (common + Σ w·x·xᵀ + l2·I)·z = Σ target·x for each row, with the batched Cholesky decomposition; a row without columns has 0.
 *
 * @returns (count, width)
 */
export async function solveRows({ count, batches }: Layout, squares: LeastSquares): Promise<Tensor> {
  const { features, l2, common, of, signal } = squares;
  const width = features.shape[1]!;
  const solved = ops.zeros([count, width], { dtype: 'float64' });
  const ridge = ops.eye(width, { dtype: 'float64' }).mul(l2);
  for (const batch of batches) {
    signal?.throwIfAborted();
    scope(() => {
      const [size, length] = batch.values.shape as [number, number]; // as: it was laid out so
      const x = features.indexSelect(0, batch.columns).reshape([size, length, width]);
      const { target, weight } = of(batch);
      const weighted = x.mul(weight.unsqueeze(2)).transpose(1, 2); // (B, width, L)
      const own = weighted.matmul(x).add(common ? common.add(ridge) : ridge);
      const right = x.transpose(1, 2).matmul(target.unsqueeze(2)); // (B, width, 1)
      const found = ops.choleskySolve(right, linalg.cholesky(own));
      solved.indexCopy_(0, batch.rows, found.squeeze(2));
    });
    await setImmediate();
  }
  return solved;
}
