// Locally optimal block preconditioned conjugate gradients (Knyazev 2001): a few eigenpairs of a large symmetric matrix, by
// products with it alone.
import { noGrad } from '../autograd/autograd.ts';
import { ops } from '../engine/ops.ts';
import { scope } from '../engine/scope.ts';
import { TorchError } from '../errors.ts';
import { randn } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** What `lobpcg` takes besides the matrix. */
export interface LobpcgOptions {
  /** How many pairs: as many as X has columns, or 1. At most a third of the rows. */
  k?: number;
  /** Positive definite, for A x = λ B x; the identity where it is left out. */
  B?: Tensor;
  /** (…, n, k): where the search starts; random where it is left out. */
  X?: Tensor;
  /** (…, n, n), about the inverse of A: a preconditioner. */
  iK?: Tensor;
  /** How many rounds at most; −1 until all have converged, and at most 1000. */
  niter?: number;
  /** The residual, relative to ‖A‖ and ‖x‖, of a pair that has converged; the root of the dtype's precision. */
  tol?: number;
  /** Whether the largest eigenvalues are sought, or the smallest. */
  largest?: boolean;
}

const MOST_ROUNDS = 1000;
const times = (matrix: Tensor | undefined, x: Tensor): Tensor => (matrix ? ops.matmul(matrix, x) : x);
const turned = (x: Tensor): Tensor => ops.transpose(x, -2, -1);
const normOf = (x: Tensor): Tensor => ops.linalgVectorNorm(x, 2, [-2]);

// An orthonormal basis, as B measures, of the columns that are not in each other's span.
function basisOf(columns: Tensor, b: Tensor | undefined): Tensor {
  const scaled = ops.div(columns, ops.clampMin(ops.linalgVectorNorm(columns, 2, [-2], true), 1e-300));
  const [values, vectors] = ops.linalgEigh(ops.matmul(turned(scaled), times(b, scaled)));
  const list = [...values.data()].map(Number);
  const floor = Math.max(...list) * list.length * (scaled.dtype === 'float64' ? 1e-15 : 1e-6);
  const from = list.findIndex((value) => value > floor);
  const kept = ops.narrow(vectors, -1, from, list.length - from);
  return ops.matmul(scaled, ops.div(kept, ops.sqrt(ops.narrow(values, -1, from, list.length - from))));
}

function pairsOf(a: Tensor, start: Tensor, options: LobpcgOptions, largest: boolean): [Tensor, Tensor] {
  const { B, iK } = options;
  const k = start.shape[1]!; // (n, k)
  const rounds = options.niter === undefined || options.niter < 0 ? MOST_ROUNDS : options.niter;
  const tol = options.tol ?? (start.dtype === 'float64' ? 1.5e-8 : 3.5e-4);
  // The best k combinations of columns: Rayleigh and Ritz.
  const best = (columns: Tensor): [values: Tensor, vectors: Tensor] => {
    // Twice is enough (Kahan): what rounding leaves of the first time is taken off.
    const basis = basisOf(basisOf(columns, B), B);
    const [values, vectors] = ops.linalgEigh(ops.matmul(turned(basis), times(a, basis)));
    const size = values.numel();
    const chosen = largest ? ops.flip(ops.narrow(values, 0, size - k, k), [0]) : ops.narrow(values, 0, 0, k);
    const rows = largest ? ops.flip(ops.narrow(vectors, 1, size - k, k), [1]) : ops.narrow(vectors, 1, 0, k);
    return [chosen, ops.matmul(basis, rows)];
  };
  let [values, x] = best(start);
  let direction: Tensor | undefined;
  for (let i = 0; i < rounds; i++) {
    using _round = scope();
    const ax = times(a, x);
    const bx = times(B, x);
    const residual = ops.sub(ax, ops.mul(bx, values));
    const scale = ops.add(normOf(ax), ops.mul(normOf(bx), ops.abs(values)));
    if (ops.all(ops.le(normOf(residual), ops.mul(scale, tol))).item()) break;
    const search = times(iK, residual);
    const [nextValues, next] = best(ops.cat(direction ? [x, search, direction] : [x, search], 1));
    // What the step was, less what lies along where it began.
    const along = ops.matmul(x, ops.matmul(turned(bx), next));
    direction = ops.sub(next, along).keep();
    [values, x] = [nextValues.keep(), next.keep()];
  }
  return [values, x];
}

/**
 * The largest, or the smallest, eigenvalues of a symmetric positive definite matrix and their vectors, of A x = λ B x where B
 * is given. The matrix may be sparse: it is only multiplied with. Gradients do not pass: use `linalgEigh` for those.
 *
 * @param A (…, n, n)
 * @returns values (…, k), from the one sought first on, and vectors (…, n, k)
 * @throws {TorchError} value — for more pairs than a third of the rows
 * @example
 * const [values, vectors] = torch.lobpcg(laplacian, { k: 4, largest: false });
 */
export function lobpcg(A: Tensor, options: LobpcgOptions = {}): [values: Tensor, vectors: Tensor] {
  const n = A.shape.at(-1) ?? 0;
  const { X, largest = true } = options;
  const k = options.k ?? X?.shape.at(-1) ?? 1;
  if (A.ndim < 2 || A.shape.at(-2) !== n)
    throw new TorchError('shape', `lobpcg: expected square matrices, received [${A.shape}]`);
  if (!(Number.isInteger(k) && k >= 1 && 3 * k <= n))
    throw new TorchError(
      'value',
      `lobpcg: expected k from 1 to ${Math.floor(n / 3)}, a third of the ${n} rows, received ${k}`,
      {
        hint: 'linalgEigh gives all pairs of a small matrix',
      },
    );
  const front = A.shape.slice(0, -2);
  const start = X ?? randn([...front, n, k], { dtype: A.dtype, device: A.device });
  if (start.shape.join() !== [...front, n, k].join())
    throw new TorchError('shape', `lobpcg: expected X of [${[...front, n, k]}], received [${start.shape}]`);
  return scope(() =>
    noGrad(() => {
      if (front.length === 0) return pairsOf(A, start, options, largest);
      const count = front.reduce((all, size) => all * size, 1);
      const part = (t: Tensor | undefined, i: number) =>
        t && ops.select(ops.reshape(t, [count, ...t.shape.slice(-2)]), 0, i);
      const all = Array.from({ length: count }, (_, i) => {
        const [B, iK] = [part(options.B, i), part(options.iK, i)];
        const own = { ...options, ...(B && { B }), ...(iK && { iK }) };
        return pairsOf(part(A, i)!, part(start, i)!, own, largest); // both are there
      });
      const joined = (each: 0 | 1, shape: number[]) => ops.reshape(ops.stack(all.map((pair) => pair[each])), shape);
      return [joined(0, [...front, k]), joined(1, [...front, n, k])];
    }),
  );
}
