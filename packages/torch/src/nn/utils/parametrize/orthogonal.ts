import { noGrad } from '../../../autograd/autograd.ts';
import { ops } from '../../../engine/ops.ts';
import { TorchError } from '../../../errors.ts';
import { finfo } from '../../../functions/type-info.ts';
import { isComplex } from '../../../tensor/dtype.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { AnyModule } from '../../module/module.ts';
import { Module } from '../../module/module.ts';
import { Buffer } from '../../module/parameter.ts';
import { registerParametrization } from './index.ts';

/** How a free matrix becomes an orthogonal one. */
export type OrthogonalMap = 'matrix_exp' | 'cayley' | 'householder';

/** What `orthogonal` takes. */
export interface OrthogonalOptions {
  name?: string;
  /** `matrix_exp` for square and complex weights, `householder` for others. */
  orthogonalMap?: OrthogonalMap;
  /** Whether the map is taken around the weight that is there, so that any weight can be set; trains better. */
  useTrivialization?: boolean;
}

const place = ({ dtype, device }: Tensor) => ({ dtype, device });
const diagonal = (matrix: Tensor): Tensor => ops.diagonal(matrix, { dim1: -2, dim2: -1 });
const tall = (matrix: Tensor): Tensor =>
  matrix.shape.at(-2)! < matrix.shape.at(-1)! ? ops.transpose(matrix, -2, -1) : matrix; // two dimensions at least

// The Q of A = QR, of a tall matrix, with R's diagonal not negative.
function orthogonalised(matrix: Tensor): Tensor {
  const [packed, tau] = ops.geqrf(matrix);
  return ops.mul(ops.linalgHouseholderProduct(packed, tau), ops.unsqueeze(ops.sgn(diagonal(packed)), -2));
}

function isOrthogonal(matrix: Tensor): boolean {
  const [rows, columns] = matrix.shape.slice(-2) as [number, number]; // as: two dimensions at least
  const unit = ops.eye(columns, place(matrix));
  const product = ops.matmul(ops.conj(ops.transpose(matrix, -2, -1)), matrix);
  return ops.allclose(product, ops.expandAs(unit, product), 1e-5, 10 * rows * finfo(matrix.dtype).eps);
}

class Orthogonal extends Module<Tensor[], Tensor> {
  /** The matrix that the map is taken around. */
  base: Buffer | undefined;
  private readonly map: OrthogonalMap;
  private readonly around: boolean;

  constructor(map: OrthogonalMap, around: boolean) {
    super();
    this.base = undefined;
    this.map = map;
    this.around = around;
  }

  forward(given: Tensor): Tensor {
    const free = tall(given);
    const [rows, columns] = free.shape.slice(-2) as [number, number]; // as: two dimensions at least
    let made = this.map === 'householder' ? this.reflected(free) : this.turned(free, rows, columns);
    if (this.base) made = ops.matmul(this.base, made);
    return free === given ? made : ops.transpose(made, -2, -1);
  }

  // Of the lower triangle: a skew matrix, whose exponential or Cayley transform is orthogonal; its first columns.
  private turned(free: Tensor, rows: number, columns: number): Tensor {
    let lower = ops.tril(free);
    if (rows !== columns) {
      const none = ops.zeros([...free.shape.slice(0, -2), rows, rows - columns], place(free));
      lower = ops.cat([lower, none], -1);
    }
    const skew = ops.sub(lower, ops.conj(ops.transpose(lower, -2, -1)));
    if (this.map === 'matrix_exp') return ops.narrow(ops.matrixExp(skew), -1, 0, columns);
    const unit = ops.eye(rows, place(free));
    const half = ops.mul(skew, 0.5);
    return ops.narrow(ops.linalgSolve(ops.sub(unit, half), ops.add(unit, half)), -1, 0, columns);
  }

  // A product of reflections, one for each column below the diagonal, whose entries are the signs.
  private reflected(free: Tensor): Tensor {
    const below = ops.tril(free, -1);
    const tau = ops.mul(ops.reciprocal(ops.add(ops.sum(ops.mul(below, below), [-2]), 1)), 2);
    const signs = ops.trunc(diagonal(free).detach());
    return ops.mul(ops.linalgHouseholderProduct(below, tau), ops.unsqueeze(signs, -2));
  }

  rightInverse(weight: Tensor): Tensor {
    return noGrad(() => (this.around ? this.centred(weight) : this.solved(weight)));
  }

  // The weight, made square, becomes what the map is taken around; of -1 on the diagonal every map makes the unit matrix.
  private centred(weight: Tensor): Tensor {
    let matrix = tall(weight);
    const [rows, columns] = matrix.shape.slice(-2) as [number, number]; // as: two dimensions at least
    if (rows !== columns) {
      const rest = ops.normal_(ops.zeros([...matrix.shape.slice(0, -2), rows, rows - columns], place(matrix)));
      matrix = orthogonalised(ops.cat([matrix, rest], -1));
    } else matrix = isOrthogonal(matrix) ? ops.clone(matrix) : orthogonalised(matrix);
    if (this.base) this.base.detach().copy_(matrix);
    else this.base = new Buffer(matrix);
    const start = ops.zerosLike(weight);
    ops.fill_(diagonal(start), -1);
    return start;
  }

  private solved(weight: Tensor): Tensor {
    if (this.map !== 'householder')
      throw new TorchError(
        'not-implemented',
        `orthogonal: '${this.map}' has no inverse that a weight could be set by`,
        {
          hint: 'leave useTrivialization as it is',
        },
      );
    const matrix = tall(weight);
    const [packed, tau] = ops.geqrf(matrix);
    const signs = ops.sign(diagonal(packed));
    ops.copy_(diagonal(packed), ops.where(ops.eq(tau, 0), ops.neg(signs), signs));
    return matrix === weight ? packed : ops.transpose(packed, -2, -1);
  }
}

/**
 * A weight whose rows or columns are orthonormal, whichever are fewer: WᵀW or WWᵀ is the unit matrix. Batches of matrices in
 * the last two dimensions.
 *
 * @throws {TorchError} value — where there is no such weight, it has fewer than two dimensions, or the map does not fit it
 * @example
 * const layer = nn.utils.parametrizations.orthogonal(new nn.Linear(20, 40)); // layer.weight.mT().matmul(layer.weight) is I
 */
export function orthogonal<M extends AnyModule>(module: M, options: OrthogonalOptions = {}): M {
  const { name = 'weight', useTrivialization = true } = options;
  const weight = (module as unknown as Record<string, Tensor | undefined>)[name]; // as: by name
  if (weight === undefined)
    throw new TorchError('value', `orthogonal: ${module.constructor.name} has no parameter '${name}'`);
  if (weight.ndim < 2)
    throw new TorchError('value', `orthogonal: expected a matrix, or a batch of them, received [${weight.shape}]`);
  const complex = isComplex(weight.dtype);
  const square = weight.shape.at(-2) === weight.shape.at(-1);
  const { orthogonalMap = square || complex ? 'matrix_exp' : 'householder' } = options;
  if (complex && orthogonalMap === 'householder')
    throw new TorchError('value', "orthogonal: 'householder' takes real weights", {
      hint: "take 'matrix_exp' or 'cayley'",
    });
  return registerParametrization(module, name, new Orthogonal(orthogonalMap, useTrivialization), { unsafe: true });
}
