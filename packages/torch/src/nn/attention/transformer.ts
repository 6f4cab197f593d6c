import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { invalidArgument } from '../errors.ts';
import { xavierUniform_ } from '../init.ts';
import { Dropout } from '../layers/dropout.ts';
import { Linear } from '../layers/linear.ts';
import { Module } from '../module/module.ts';
import { factory } from '../module/parameter.ts';
import type { Placement } from '../module/placement.ts';
import { LayerNorm } from '../norm/norm.ts';
import { type Options, withDefaults } from '../options.ts';
import { MultiheadAttention } from './attention.ts';

/** What lies between a block's two linear layers. */
export type TransformerActivation = 'relu' | 'gelu' | ((x: Tensor) => Tensor);

interface LayerDefaults extends Placement {
  dimFeedforward: number;
  dropout: number;
  activation: TransformerActivation;
  layerNormEps: number;
  batchFirst: boolean;
  normFirst: boolean;
  bias: boolean;
}
const LAYER: LayerDefaults = {
  dimFeedforward: 2048,
  dropout: 0.1,
  activation: 'relu',
  layerNormEps: 1e-5,
  batchFirst: false,
  normFirst: false,
  bias: true,
  dtype: undefined,
  device: undefined,
};
export type TransformerLayerOptions = Options<LayerDefaults>;

const ACTIVATIONS = { relu: (x: Tensor) => ops.relu(x), gelu: (x: Tensor) => ops.gelu(x) };
const activationOf = (activation: TransformerActivation) =>
  typeof activation === 'string' ? ACTIVATIONS[activation] : activation;

interface Mask {
  mask: Tensor | undefined;
  padding: Tensor | undefined;
  causal: boolean;
}

/** Attention of a block; nothing asks for its weights. */
const attend = (attention: MultiheadAttention, x: Tensor, memory: Tensor, { mask, padding, causal }: Mask): Tensor =>
  attention(x, memory, memory, { attnMask: mask, keyPaddingMask: padding, isCausal: causal, needWeights: false })[0];

export type EncoderLayerCall = Options<{ srcMask: Tensor; srcKeyPaddingMask: Tensor; isCausal: boolean }>;

/** Self-attention and a feed-forward network, each with a residual and a norm: (T, N, dModel) → the same. */
export class TransformerEncoderLayer extends Module<[src: Tensor, options?: EncoderLayerCall]> {
  readonly normFirst: boolean;
  readonly activation: (x: Tensor) => Tensor;
  selfAttn: MultiheadAttention;
  linear1: Linear;
  dropout: Dropout;
  linear2: Linear;
  norm1: LayerNorm;
  norm2: LayerNorm;
  dropout1: Dropout;
  dropout2: Dropout;

  constructor(dModel: number, nhead: number, options?: TransformerLayerOptions) {
    super();
    const o = withDefaults('TransformerEncoderLayer', LAYER, options);
    const place = factory(o);
    const { dropout, bias, batchFirst, layerNormEps: eps } = o;
    this.normFirst = o.normFirst;
    this.activation = activationOf(o.activation);
    this.selfAttn = new MultiheadAttention(dModel, nhead, { dropout, bias, batchFirst, ...place });
    this.linear1 = new Linear(dModel, o.dimFeedforward, { bias, ...place });
    this.dropout = new Dropout({ p: dropout });
    this.linear2 = new Linear(o.dimFeedforward, dModel, { bias, ...place });
    this.norm1 = new LayerNorm(dModel, { eps, bias, ...place });
    this.norm2 = new LayerNorm(dModel, { eps, bias, ...place });
    this.dropout1 = new Dropout({ p: dropout });
    this.dropout2 = new Dropout({ p: dropout });
  }

  forward(src: Tensor, options: EncoderLayerCall = {}): Tensor {
    const mask: Mask = { mask: options.srcMask, padding: options.srcKeyPaddingMask, causal: options.isCausal ?? false };
    const attention = (x: Tensor) => this.dropout1(attend(this.selfAttn, x, x, mask));
    if (this.normFirst) {
      const x = ops.add(src, attention(this.norm1(src)));
      return ops.add(x, this.feedForward(this.norm2(x)));
    }
    const x = this.norm1(ops.add(src, attention(src)));
    return this.norm2(ops.add(x, this.feedForward(x)));
  }

  private feedForward(x: Tensor): Tensor {
    return this.dropout2(this.linear2(this.dropout(this.activation(this.linear1(x)))));
  }
}

export type DecoderLayerCall = Options<{
  tgtMask: Tensor;
  memoryMask: Tensor;
  tgtKeyPaddingMask: Tensor;
  memoryKeyPaddingMask: Tensor;
  tgtIsCausal: boolean;
  memoryIsCausal: boolean;
}>;

/** Self-attention, attention to an encoder's output and a feed-forward network: (T, N, dModel), (S, N, dModel) → (T, N, dModel). */
export class TransformerDecoderLayer extends Module<[tgt: Tensor, memory: Tensor, options?: DecoderLayerCall]> {
  readonly normFirst: boolean;
  readonly activation: (x: Tensor) => Tensor;
  selfAttn: MultiheadAttention;
  multiheadAttn: MultiheadAttention;
  linear1: Linear;
  dropout: Dropout;
  linear2: Linear;
  norm1: LayerNorm;
  norm2: LayerNorm;
  norm3: LayerNorm;
  dropout1: Dropout;
  dropout2: Dropout;
  dropout3: Dropout;

  constructor(dModel: number, nhead: number, options?: TransformerLayerOptions) {
    super();
    const o = withDefaults('TransformerDecoderLayer', LAYER, options);
    const place = factory(o);
    const { dropout, bias, batchFirst, layerNormEps: eps } = o;
    this.normFirst = o.normFirst;
    this.activation = activationOf(o.activation);
    this.selfAttn = new MultiheadAttention(dModel, nhead, { dropout, bias, batchFirst, ...place });
    this.multiheadAttn = new MultiheadAttention(dModel, nhead, { dropout, bias, batchFirst, ...place });
    this.linear1 = new Linear(dModel, o.dimFeedforward, { bias, ...place });
    this.dropout = new Dropout({ p: dropout });
    this.linear2 = new Linear(o.dimFeedforward, dModel, { bias, ...place });
    this.norm1 = new LayerNorm(dModel, { eps, bias, ...place });
    this.norm2 = new LayerNorm(dModel, { eps, bias, ...place });
    this.norm3 = new LayerNorm(dModel, { eps, bias, ...place });
    this.dropout1 = new Dropout({ p: dropout });
    this.dropout2 = new Dropout({ p: dropout });
    this.dropout3 = new Dropout({ p: dropout });
  }

  forward(tgt: Tensor, memory: Tensor, options: DecoderLayerCall = {}): Tensor {
    const own: Mask = {
      mask: options.tgtMask,
      padding: options.tgtKeyPaddingMask,
      causal: options.tgtIsCausal ?? false,
    };
    const other: Mask = {
      mask: options.memoryMask,
      padding: options.memoryKeyPaddingMask,
      causal: options.memoryIsCausal ?? false,
    };
    const self = (x: Tensor) => this.dropout1(attend(this.selfAttn, x, x, own));
    const cross = (x: Tensor) => this.dropout2(attend(this.multiheadAttn, x, memory, other));
    if (this.normFirst) {
      let x = ops.add(tgt, self(this.norm1(tgt)));
      x = ops.add(x, cross(this.norm2(x)));
      return ops.add(x, this.feedForward(this.norm3(x)));
    }
    let x = this.norm1(ops.add(tgt, self(tgt)));
    x = this.norm2(ops.add(x, cross(x)));
    return this.norm3(ops.add(x, this.feedForward(x)));
  }

  private feedForward(x: Tensor): Tensor {
    return this.dropout3(this.linear2(this.dropout(this.activation(this.linear1(x)))));
  }
}

export type EncoderCall = Options<{ mask: Tensor; srcKeyPaddingMask: Tensor; isCausal: boolean }>;

/** Copies of an encoder layer, one after another, and a norm at the end if given. */
export class TransformerEncoder extends Module<[src: Tensor, options?: EncoderCall]> {
  layers: TransformerEncoderLayer[];
  norm: LayerNorm | undefined;

  constructor(
    encoderLayer: TransformerEncoderLayer,
    numLayers: number,
    options: { norm?: LayerNorm | undefined } = {},
  ) {
    super();
    this.layers = Array.from({ length: numLayers }, () => encoderLayer.clone());
    this.norm = options.norm;
  }

  forward(src: Tensor, options: EncoderCall = {}): Tensor {
    const { mask: srcMask, srcKeyPaddingMask, isCausal } = options;
    let x = src;
    for (const layer of this.layers) x = layer(x, { srcMask, srcKeyPaddingMask, isCausal });
    return this.norm ? this.norm(x) : x;
  }
}

/** Copies of a decoder layer, one after another, and a norm at the end if given. */
export class TransformerDecoder extends Module<[tgt: Tensor, memory: Tensor, options?: DecoderLayerCall]> {
  layers: TransformerDecoderLayer[];
  norm: LayerNorm | undefined;

  constructor(
    decoderLayer: TransformerDecoderLayer,
    numLayers: number,
    options: { norm?: LayerNorm | undefined } = {},
  ) {
    super();
    this.layers = Array.from({ length: numLayers }, () => decoderLayer.clone());
    this.norm = options.norm;
  }

  forward(tgt: Tensor, memory: Tensor, options: DecoderLayerCall = {}): Tensor {
    let x = tgt;
    for (const layer of this.layers) x = layer(x, memory, options);
    return this.norm ? this.norm(x) : x;
  }
}

interface TransformerDefaults extends LayerDefaults {
  dModel: number;
  nhead: number;
  numEncoderLayers: number;
  numDecoderLayers: number;
}
const TRANSFORMER: TransformerDefaults = { ...LAYER, dModel: 512, nhead: 8, numEncoderLayers: 6, numDecoderLayers: 6 };

export type TransformerCall = DecoderLayerCall &
  Options<{ srcMask: Tensor; srcKeyPaddingMask: Tensor; srcIsCausal: boolean }>;

/** Encoder and decoder (Vaswani et al. 2017): src (S, N, dModel), tgt (T, N, dModel) → (T, N, dModel). */
export class Transformer extends Module<[src: Tensor, tgt: Tensor, options?: TransformerCall]> {
  readonly dModel: number;
  readonly nhead: number;
  readonly batchFirst: boolean;
  encoder: TransformerEncoder;
  decoder: TransformerDecoder;

  constructor(options?: Options<TransformerDefaults>) {
    super();
    const { dModel, nhead, numEncoderLayers, numDecoderLayers, ...layer } = withDefaults(
      'Transformer',
      TRANSFORMER,
      options,
    );
    this.dModel = dModel;
    this.nhead = nhead;
    this.batchFirst = layer.batchFirst;
    const norm = () => new LayerNorm(dModel, { eps: layer.layerNormEps, bias: layer.bias, ...factory(layer) });
    this.encoder = new TransformerEncoder(new TransformerEncoderLayer(dModel, nhead, layer), numEncoderLayers, {
      norm: norm(),
    });
    this.decoder = new TransformerDecoder(new TransformerDecoderLayer(dModel, nhead, layer), numDecoderLayers, {
      norm: norm(),
    });
    for (const parameter of this.parameters()) if (parameter.ndim > 1) xavierUniform_(parameter);
  }

  forward(src: Tensor, tgt: Tensor, options: TransformerCall = {}): Tensor {
    const { srcMask, srcKeyPaddingMask, srcIsCausal, ...decoding } = options;
    if (src.shape.at(-1) !== this.dModel || tgt.shape.at(-1) !== this.dModel) {
      throw invalidArgument(
        'Transformer',
        `src and tgt with ${this.dModel} features`,
        `(${src.shape.join(', ')}) and (${tgt.shape.join(', ')})`,
      );
    }
    const memory = this.encoder(src, { mask: srcMask, srcKeyPaddingMask, isCausal: srcIsCausal });
    return this.decoder(tgt, memory, decoding);
  }

  /** The mask that hides the future: (size, size), −∞ above the diagonal. */
  static generateSquareSubsequentMask(size: number, place: Placement = {}): Tensor {
    return ops.triu(ops.full([size, size], Number.NEGATIVE_INFINITY, factory(place)), 1);
  }
}
