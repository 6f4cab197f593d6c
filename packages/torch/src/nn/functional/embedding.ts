import { noGrad } from '../../autograd/autograd.ts';
import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { invalidArgument, requireWord } from '../errors.ts';
import { type Options, withDefaults } from '../options.ts';

interface Embedding {
  paddingIdx: number | undefined;
  maxNorm: number | undefined;
  normType: number;
  scaleGradByFreq: boolean;
  sparse: boolean;
}
const EMBEDDING: Embedding = {
  paddingIdx: undefined,
  maxNorm: undefined,
  normType: 2,
  scaleGradByFreq: false,
  sparse: false,
};
export type EmbeddingOptions = Options<Embedding>;

/**
 * The rows of `weight` that `input` names.
 *
 * @param input any shape, int64
 * @param weight (rows, dim)
 * @returns (…input, dim)
 */
export function embedding(input: Tensor, weight: Tensor, options?: EmbeddingOptions): Tensor {
  const o = withDefaults('embedding', EMBEDDING, options);
  requireRow('embedding', o.paddingIdx, weight.shape[0]!);
  if (o.maxNorm !== undefined) renormalise(weight, input, o.maxNorm, o.normType);
  const padding = o.paddingIdx === undefined ? -1 : o.paddingIdx < 0 ? o.paddingIdx + weight.shape[0]! : o.paddingIdx;
  return ops.embedding(weight, input, padding, o.scaleGradByFreq, o.sparse);
}

/** @internal Refuses a row that a table does not have; negative ones count from its end. */
function requireRow(where: string, row: number | undefined, rows: number): void {
  if (row !== undefined && !(row < rows && row >= -rows))
    throw invalidArgument(where, `paddingIdx within ${rows} rows`, String(row));
}

/** @internal Shrinks the rows that `input` names to `maxNorm`, in place. */
export function renormalise(weight: Tensor, input: Tensor, maxNorm: number, normType: number): void {
  noGrad(() => ops.embeddingRenorm_(weight.detach(), input.contiguous(), maxNorm, normType));
}

const MODES = ['sum', 'mean', 'max'] as const;

interface EmbeddingBag extends Embedding {
  offsets: Tensor | undefined;
  mode: (typeof MODES)[number];
  perSampleWeights: Tensor | undefined;
  includeLastOffset: boolean;
}
const EMBEDDING_BAG: EmbeddingBag = {
  ...EMBEDDING,
  offsets: undefined,
  mode: 'mean',
  perSampleWeights: undefined,
  includeLastOffset: false,
};
export type EmbeddingBagOptions = Options<EmbeddingBag>;

/**
 * Sums, means or maxima over bags of rows: bags are the rows of a 2-d `input`, or start at `offsets` of a 1-d one.
 *
 * @throws {TorchError} value — where a 1-d input comes without offsets or a 2-d one with them
 */
export function embeddingBag(input: Tensor, weight: Tensor, options?: EmbeddingBagOptions): Tensor {
  const o = withDefaults('embeddingBag', EMBEDDING_BAG, options);
  const matrix = input.ndim === 2;
  if (matrix === (o.offsets !== undefined)) {
    throw invalidArgument(
      'embeddingBag',
      'input (bags, rows), or input (rows) with offsets (bags)',
      `input (${input.shape.join(', ')}) ${matrix ? 'with' : 'without'} offsets`,
    );
  }
  requireWord('embeddingBag', 'mode', o.mode, MODES);
  if (o.mode === 'max' && (o.scaleGradByFreq || o.sparse))
    throw invalidArgument('embeddingBag', "no scaleGradByFreq or sparse with mode 'max'", 'it');
  if (o.maxNorm !== undefined) renormalise(weight, input, o.maxNorm, o.normType);
  const offsets =
    o.offsets ?? ops.arange(0, input.numel(), input.shape[1]!, { dtype: input.dtype, device: input.device });
  const rows = matrix ? input.reshape([-1]) : input;
  const weights = matrix ? o.perSampleWeights?.reshape([-1]) : o.perSampleWeights;
  const last = matrix ? false : o.includeLastOffset;
  return ops.embeddingBag(
    weight,
    rows,
    offsets,
    o.scaleGradByFreq,
    MODES.indexOf(o.mode),
    o.sparse,
    weights ?? null,
    last,
    o.paddingIdx ?? null,
  )[0];
}

/** int64 class numbers as rows of zeros and a one; `numClasses` is the largest plus one unless given. */
export const oneHot = (input: Tensor, options?: Options<{ numClasses: number }>): Tensor =>
  ops.oneHot(input, options?.numClasses ?? -1);
