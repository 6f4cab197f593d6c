import type { Tensor } from '@capstan/torch';

/** Rows of numbers that come in batches and are wanted as one array; where batches differ in shape, the shorter are filled up. */
export class Rows {
  readonly #parts: { values: ArrayLike<number | bigint | boolean>; rows: number; shape: readonly number[] }[] = [];

  /** @param batch (B, …) */
  add(batch: Tensor): void {
    const [rows = 0, ...shape] = batch.shape;
    this.#parts.push({ values: batch.to('cpu').data(), rows, shape });
  }

  /** Shape of a row: in each direction the largest that came. */
  get shape(): number[] {
    const [first, ...rest] = this.#parts;
    return rest.reduce(
      (most, { shape }) => most.map((size, i) => Math.max(size, shape[i]!)),
      [...(first?.shape ?? [])],
    ); // of one rank
  }

  /** All rows one after the other; NaN where a row's own shape is smaller. */
  whole<A extends Float32Array | Float64Array>(make: new (length: number) => A): A {
    const { shape } = this;
    const size = product(shape);
    const all = new make(this.#parts.reduce((sum, { rows }) => sum + rows * size, 0));
    let at = 0;
    for (const part of this.#parts) {
      if (product(part.shape) === size) for (let i = 0; i < part.rows * size; i++) all[at + i] = Number(part.values[i]);
      else fill(all.subarray(at, at + part.rows * size), shape, part);
      at += part.rows * size;
    }
    return all;
  }
}

/** Copies what has a smaller shape, number by number, into NaNs. */
function fill(
  into: Float32Array | Float64Array,
  shape: readonly number[],
  {
    values,
    rows,
    shape: own,
  }: { values: ArrayLike<number | bigint | boolean>; rows: number; shape: readonly number[] },
): void {
  into.fill(Number.NaN);
  for (let i = 0; i < rows * product(own); i++) {
    let [rest, at, stride] = [i, 0, 1];
    for (let d = own.length - 1; d >= 0; d--) {
      at += (rest % own[d]!) * stride;
      rest = Math.floor(rest / own[d]!);
      stride *= shape[d]!; // of one rank
    }
    into[at + rest * stride] = Number(values[i]);
  }
}

const product = (shape: readonly number[]) => shape.reduce((size, n) => size * n, 1);
