import { noGrad } from '../../autograd/autograd.ts';
import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { invalidArgument } from '../errors.ts';
import * as F from '../functional/embedding.ts';
import { normal_ } from '../init.ts';
import { Module } from '../module/module.ts';
import { blank, Parameter } from '../module/parameter.ts';
import type { Placement } from '../module/placement.ts';
import { pairs } from '../module/print.ts';
import { type Options, withDefaults } from '../options.ts';

interface EmbeddingDefaults extends Placement {
  paddingIdx: number | undefined;
  maxNorm: number | undefined;
  normType: number;
  scaleGradByFreq: boolean;
  sparse: boolean;
}
const EMBEDDING: EmbeddingDefaults = {
  paddingIdx: undefined,
  maxNorm: undefined,
  normType: 2,
  scaleGradByFreq: false,
  sparse: false,
  dtype: undefined,
  device: undefined,
};
export type EmbeddingLayerOptions = Options<EmbeddingDefaults>;

/** The padding row counted from the start. */
function paddingRow(where: string, rows: number, paddingIdx: number | undefined): number | undefined {
  if (paddingIdx === undefined) return undefined;
  const row = paddingIdx < 0 ? paddingIdx + rows : paddingIdx;
  if (row < 0 || row >= rows)
    throw invalidArgument(where, `paddingIdx from ${-rows} to ${rows - 1}`, String(paddingIdx));
  return row;
}

/** N(0, 1), and zeros in the padding row. */
function resetRows(weight: Parameter, paddingIdx: number | undefined): void {
  normal_(weight);
  if (paddingIdx !== undefined) noGrad(() => ops.zero_(ops.select(weight, 0, paddingIdx)));
}

/**
 * A table of vectors: int64 (…) → (…, embeddingDim).
 *
 * @example
 * const tokens = new nn.Embedding(50257, 768);
 */
export class Embedding extends Module {
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly paddingIdx: number | undefined;
  readonly maxNorm: number | undefined;
  readonly normType: number;
  readonly scaleGradByFreq: boolean;
  readonly sparse: boolean;
  weight: Parameter;

  constructor(numEmbeddings: number, embeddingDim: number, options?: EmbeddingLayerOptions) {
    super();
    const o = withDefaults('Embedding', EMBEDDING, options);
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.paddingIdx = paddingRow('Embedding', numEmbeddings, o.paddingIdx);
    this.maxNorm = o.maxNorm;
    this.normType = o.normType;
    this.scaleGradByFreq = o.scaleGradByFreq;
    this.sparse = o.sparse;
    this.weight = blank([numEmbeddings, embeddingDim], o);
    this.resetParameters();
  }

  /** A layer with the rows of a matrix, frozen unless `freeze` is false. */
  static fromPretrained(embeddings: Tensor, options: EmbeddingLayerOptions & { freeze?: boolean } = {}): Embedding {
    const { freeze = true, ...rest } = options;
    const [rows = 0, dim = 0] = embeddings.shape;
    const layer = new Embedding(rows, dim, rest);
    layer.weight = new Parameter(embeddings, { requiresGrad: !freeze });
    return layer;
  }

  resetParameters(): void {
    resetRows(this.weight, this.paddingIdx);
  }

  forward(input: Tensor): Tensor {
    const { maxNorm, normType } = this;
    if (maxNorm !== undefined) F.renormalise(this.weight, input, maxNorm, normType);
    return ops.embedding(this.weight, input, this.paddingIdx ?? -1, this.scaleGradByFreq, this.sparse);
  }

  override extraRepr(): string {
    const { numEmbeddings, embeddingDim, paddingIdx, maxNorm } = this;
    return [`${numEmbeddings}, ${embeddingDim}`, pairs({ paddingIdx, maxNorm })]
      .filter((text) => text !== '')
      .join(', ');
  }
}

interface BagDefaults extends EmbeddingDefaults {
  mode: 'sum' | 'mean' | 'max';
  includeLastOffset: boolean;
}
const BAG: BagDefaults = { ...EMBEDDING, mode: 'mean', includeLastOffset: false };
type BagOptions = Options<{ offsets: Tensor; perSampleWeights: Tensor }>;

/** Sums, means or maxima over bags of rows: bags are the rows of a 2-d input, or start at `offsets` of a 1-d one. */
export class EmbeddingBag extends Module<[input: Tensor, options?: BagOptions]> {
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly options: Options<BagDefaults>;
  weight: Parameter;

  constructor(numEmbeddings: number, embeddingDim: number, options?: Options<BagDefaults>) {
    super();
    const { dtype, device, ...rest } = withDefaults('EmbeddingBag', BAG, options);
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.options = { ...rest, paddingIdx: paddingRow('EmbeddingBag', numEmbeddings, rest.paddingIdx) };
    this.weight = blank([numEmbeddings, embeddingDim], { dtype, device });
    this.resetParameters();
  }

  resetParameters(): void {
    resetRows(this.weight, this.options.paddingIdx);
  }

  forward(input: Tensor, options?: BagOptions): Tensor {
    return F.embeddingBag(input, this.weight, { ...this.options, ...options });
  }

  override extraRepr(): string {
    return `${this.numEmbeddings}, ${this.embeddingDim}, ${pairs({ mode: this.options.mode })}`;
  }
}
