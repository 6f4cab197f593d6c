import { checkClasses, type Numbers } from '../check.ts';

/**
 * The index of the largest value of each row; the first where several are equal, as in PyTorch and NumPy.
 *
 * @param values (N × classes), row by row
 * @example
 * argmax([0.1, 0.9, 0.5, 0.5], 2)   // Int32Array [1, 0]
 */
export function argmax(values: Numbers, classes: number): Int32Array {
  checkClasses(classes);
  const out = new Int32Array(values.length / classes);
  for (let row = 0; row < out.length; row++) {
    const from = row * classes;
    let best = 0;
    for (let c = 1; c < classes; c++) if (values[from + c]! > values[from + best]!) best = c;
    out[row] = best;
  }
  return out;
}
