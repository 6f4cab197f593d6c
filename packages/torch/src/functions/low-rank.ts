// Randomised singular vectors (Halko, Martinsson, Tropp 2009), as torch/_lowrank.py has them.
import { noGrad } from '../autograd/autograd.ts';
import { ops } from '../engine/ops.ts';
import { TorchError } from '../errors.ts';
import { randn } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';

const adjoint = (a: Tensor): Tensor => ops.conj(ops.transpose(a, -2, -1));

// An orthonormal basis (…, m, q) of what `a` maps q random directions to, refined by `niter` power iterations.
function approximateBasis(a: Tensor, q: number, niter: number, minus: Tensor | undefined): Tensor {
  const times = (x: Tensor): Tensor => {
    const product = ops.matmul(a, x);
    return minus ? ops.sub(product, ops.matmul(minus, x)) : product;
  };
  const back = (x: Tensor): Tensor => {
    const product = ops.matmul(adjoint(a), x);
    return minus ? ops.sub(product, ops.matmul(adjoint(minus), x)) : product;
  };
  const start = randn([...a.shape.slice(0, -2), a.shape.at(-1)!, q], { dtype: a.dtype, device: a.device });
  let basis = ops.linalgQr(times(start))[0];
  for (let i = 0; i < niter; i++) {
    const other = ops.linalgQr(back(basis))[0];
    basis = ops.linalgQr(times(other))[0];
  }
  return basis;
}

/**
 * The q largest singular values and their vectors, by random projection: a ≈ u · diag(s) · vᴴ.
 *
 * @param a (…, m, n)
 * @param options `q`: 6, or fewer where the matrix has fewer; `niter`: power iterations; `M`: subtracted from `a` first
 * @returns u (…, m, q), s (…, q), v (…, n, q)
 * @example
 * const [u, s, v] = torch.svdLowrank(a, { q: 10 });
 */
export function svdLowrank(
  a: Tensor,
  options: { q?: number; niter?: number; M?: Tensor } = {},
): [u: Tensor, s: Tensor, v: Tensor] {
  const [rows = 0, columns = 0] = a.shape.slice(-2);
  const { q = Math.min(6, rows, columns), niter = 2, M: minus } = options;
  if (!(Number.isSafeInteger(q) && q >= 0 && q <= Math.min(rows, columns)))
    throw new TorchError('value', `svdLowrank: expected q from 0 to ${Math.min(rows, columns)}, received ${q}`);
  const wide = rows < columns;
  const matrix = wide ? adjoint(a) : a;
  const less = minus && (wide ? adjoint(minus) : minus);
  const basis = noGrad(() => approximateBasis(matrix, q, niter, less));
  const difference = less ? ops.sub(matrix, less) : matrix;
  const [u, s, vh] = ops.linalgSvd(ops.matmul(adjoint(basis), difference), false);
  const left = ops.matmul(basis, u);
  const right = adjoint(vh);
  return wide ? [right, s, left] : [left, s, right];
}

/**
 * The q principal components by random projection: the columns' means are taken off first, unless `center` is false.
 *
 * @returns u (…, m, q), s (…, q), v (…, n, q); x · v are the components of rows x
 * @example
 * const [, , v] = torch.pcaLowrank(x, { q: 2 });
 * const plane = x.matmul(v); // (rows, 2)
 */
export function pcaLowrank(
  a: Tensor,
  options: { q?: number; center?: boolean; niter?: number } = {},
): [u: Tensor, s: Tensor, v: Tensor] {
  const [rows = 0, columns = 0] = a.shape.slice(-2);
  const { q = Math.min(6, rows, columns), center = true, niter = 2 } = options;
  const centred = center ? ops.sub(a, ops.mean(a, [-2], true)) : a;
  return svdLowrank(centred, { q, niter });
}
