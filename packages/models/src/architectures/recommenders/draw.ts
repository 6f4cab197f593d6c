import { purpose, Random } from '@capstan/base';
import { fromTypedArray, type Tensor } from '@capstan/torch';

/** (rows, factors) small numbers of either sign, in double precision: what factors begin with. */
export function factorsAtRandom(rows: number, factors: number, seed: number, index = 0): Tensor {
  const random = new Random(seed).at(purpose.resample, 0, index);
  const scale = 0.5 / Math.sqrt(factors);
  return fromTypedArray(
    Float64Array.from({ length: rows * factors }, () => random.uniform(-scale, scale)),
    [rows, factors],
  );
}
