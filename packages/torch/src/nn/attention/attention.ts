import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { invalidArgument } from '../errors.ts';
import { pad } from '../functional/pad.ts';
import { constant_, xavierNormal_, xavierUniform_ } from '../init.ts';
import { Linear } from '../layers/linear.ts';
import { Module } from '../module/module.ts';
import { blank, factory, type Parameter } from '../module/parameter.ts';
import type { Placement } from '../module/placement.ts';
import { pairs } from '../module/print.ts';
import { type Options, withDefaults } from '../options.ts';

interface AttentionDefaults extends Placement {
  dropout: number;
  bias: boolean;
  addBiasKv: boolean;
  addZeroAttn: boolean;
  kdim: number | undefined;
  vdim: number | undefined;
  batchFirst: boolean;
}
const ATTENTION: AttentionDefaults = {
  dropout: 0,
  bias: true,
  addBiasKv: false,
  addZeroAttn: false,
  kdim: undefined,
  vdim: undefined,
  batchFirst: false,
  dtype: undefined,
  device: undefined,
};
export type MultiheadAttentionOptions = Options<AttentionDefaults>;

interface CallDefaults {
  keyPaddingMask: Tensor | undefined;
  needWeights: boolean;
  attnMask: Tensor | undefined;
  averageAttnWeights: boolean;
  isCausal: boolean;
}
const CALL: CallDefaults = {
  keyPaddingMask: undefined,
  needWeights: true,
  attnMask: undefined,
  averageAttnWeights: true,
  isCausal: false,
};
export type AttentionCallOptions = Options<CallDefaults>;

/** Query, keys and values with heads folded into the batch: (N·heads, length, headDim). */
interface Heads {
  q: Tensor;
  k: Tensor;
  v: Tensor;
}

/**
 * Attention in several heads (Vaswani et al. 2017): [output (L, N, E), weights (N, L, S)].
 *
 * In the masks, as in PyTorch and unlike in `F.scaledDotProductAttention`, true means "not this one".
 *
 * @example
 * const attention = new nn.MultiheadAttention(512, 8, { batchFirst: true });
 * const [output] = attention(x, x, x, { needWeights: false });
 */
export class MultiheadAttention extends Module<
  [query: Tensor, key: Tensor, value: Tensor, options?: AttentionCallOptions],
  [output: Tensor, weights: Tensor | undefined]
> {
  readonly embedDim: number;
  readonly numHeads: number;
  readonly headDim: number;
  readonly kdim: number;
  readonly vdim: number;
  readonly dropout: number;
  readonly batchFirst: boolean;
  readonly addZeroAttn: boolean;
  qProjWeight: Parameter | undefined;
  kProjWeight: Parameter | undefined;
  vProjWeight: Parameter | undefined;
  inProjWeight: Parameter | undefined;
  inProjBias: Parameter | undefined;
  biasK: Parameter | undefined;
  biasV: Parameter | undefined;
  outProj: Linear;

  constructor(embedDim: number, numHeads: number, options?: MultiheadAttentionOptions) {
    super();
    const o = withDefaults('MultiheadAttention', ATTENTION, options);
    if (embedDim <= 0 || numHeads <= 0 || embedDim % numHeads !== 0) {
      throw invalidArgument('MultiheadAttention', 'embedDim divisible by numHeads', `${embedDim} and ${numHeads}`);
    }
    this.embedDim = embedDim;
    this.numHeads = numHeads;
    this.headDim = embedDim / numHeads;
    this.kdim = o.kdim ?? embedDim;
    this.vdim = o.vdim ?? embedDim;
    this.dropout = o.dropout;
    this.batchFirst = o.batchFirst;
    this.addZeroAttn = o.addZeroAttn;
    if (this.kdim === embedDim && this.vdim === embedDim) {
      this.inProjWeight = blank([3 * embedDim, embedDim], o);
    } else {
      this.qProjWeight = blank([embedDim, embedDim], o);
      this.kProjWeight = blank([embedDim, this.kdim], o);
      this.vProjWeight = blank([embedDim, this.vdim], o);
    }
    if (o.bias) this.inProjBias = blank([3 * embedDim], o);
    this.outProj = new Linear(embedDim, embedDim, { bias: o.bias, dtype: o.dtype, device: o.device });
    if (o.addBiasKv) {
      this.biasK = blank([1, 1, embedDim], o);
      this.biasV = blank([1, 1, embedDim], o);
    }
    this.resetParameters();
  }

  /** Xavier's uniform for the projections, zeros for their biases; the output's weight keeps Linear's own. */
  resetParameters(): void {
    for (const weight of [this.inProjWeight, this.qProjWeight, this.kProjWeight, this.vProjWeight])
      if (weight) xavierUniform_(weight);
    if (this.inProjBias) constant_(this.inProjBias, 0);
    if (this.inProjBias && this.outProj.bias) constant_(this.outProj.bias, 0);
    for (const bias of [this.biasK, this.biasV]) if (bias) xavierNormal_(bias);
  }

  /**
   * @param query (L, N, E), (N, L, E) with `batchFirst`, or (L, E)
   * @param options.keyPaddingMask (N, S): true for keys to leave out
   * @param options.attnMask (L, S) or (N·heads, L, S): true for pairs to leave out, or numbers to add
   * @param options.isCausal says that `attnMask` is the causal mask, so that a faster kernel may stand for it
   */
  forward(query: Tensor, key: Tensor, value: Tensor, options?: AttentionCallOptions): [Tensor, Tensor | undefined] {
    const o = withDefaults('MultiheadAttention', CALL, options);
    if (o.isCausal && !o.attnMask)
      throw invalidArgument('MultiheadAttention', 'attnMask with isCausal', 'isCausal alone');
    const batched = query.ndim === 3;
    const same = key === value && query === key; // kept below: one projection serves all three
    const place = (t: Tensor) => (batched ? (this.batchFirst ? ops.transpose(t, 0, 1) : t) : ops.unsqueeze(t, 1));
    const q = place(query);
    const k = same ? q : place(key);
    const v = value === key ? k : place(value);
    const [output, weights] = this.attend(
      q,
      k,
      v,
      batched ? o.keyPaddingMask : o.keyPaddingMask && ops.unsqueeze(o.keyPaddingMask, 0),
      o,
    );
    if (!batched) return [ops.squeeze(output, 1), weights && ops.squeeze(weights, 0)];
    return [this.batchFirst ? ops.transpose(output, 0, 1) : output, weights];
  }

  /** Everything as (length, N, E). */
  private attend(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    padding: Tensor | undefined,
    o: CallDefaults,
  ): [Tensor, Tensor | undefined] {
    const [length = 0, batch = 0] = query.shape;
    let [q, k, v] = this.project(query, key, value);
    let causal = o.isCausal && padding === undefined && !o.needWeights;
    let mask = causal ? undefined : additive(o.attnMask, query);
    let missing = additive(padding, query);
    if (mask && mask.ndim === 2) mask = ops.unsqueeze(mask, 0);
    if (this.biasK && this.biasV) {
      k = ops.cat([k, ops.repeat(this.biasK, [1, batch, 1])]);
      v = ops.cat([v, ops.repeat(this.biasV, [1, batch, 1])]);
      mask &&= pad(mask, [0, 1]);
      missing &&= pad(missing, [0, 1]);
    }
    const heads = (t: Tensor) => ops.transpose(ops.view(t, [t.shape[0]!, batch * this.numHeads, this.headDim]), 0, 1);
    const h: Heads = { q: heads(q), k: heads(k), v: heads(v) };
    if (this.addZeroAttn) {
      const zero = ops.zeros([batch * this.numHeads, 1, this.headDim], { dtype: h.k.dtype, device: h.k.device });
      h.k = ops.cat([h.k, zero], 1);
      h.v = ops.cat([h.v, zero], 1);
      mask &&= pad(mask, [0, 1]);
      missing &&= pad(missing, [0, 1]);
    }
    const source = h.k.shape[1]!;
    if (missing) {
      const expanded = ops.expand(ops.view(missing, [batch, 1, 1, source]), [-1, this.numHeads, -1, -1]);
      const flat = ops.reshape(expanded, [batch * this.numHeads, 1, source]);
      mask = mask ? ops.add(mask, flat) : flat;
      causal = false;
    }
    const dropout = this.training ? this.dropout : 0;
    return o.needWeights
      ? this.weighed(h, mask, dropout, [length, batch, source], o.averageAttnWeights)
      : [this.fused(h, mask, dropout, [length, batch, source], causal), undefined];
  }

  /** With the weights written out, since they are asked for. */
  private weighed(
    { q, k, v }: Heads,
    mask: Tensor | undefined,
    dropout: number,
    [length, batch, source]: [number, number, number],
    average: boolean,
  ): [Tensor, Tensor] {
    const scaled = ops.mul(q, Math.sqrt(1 / this.headDim));
    const keys = ops.transpose(k, -2, -1);
    let weights = ops.softmax(mask ? ops.baddbmm(mask, scaled, keys) : ops.bmm(scaled, keys), -1);
    if (dropout > 0) weights = ops.dropout(weights, dropout, true);
    const mixed = ops.reshape(ops.transpose(ops.bmm(weights, v), 0, 1), [length * batch, this.embedDim]);
    const output = ops.view(this.outProj(mixed), [length, batch, this.embedDim]);
    const perHead = ops.view(weights, [batch, this.numHeads, length, source]);
    return [output, average ? ops.mean(perHead, [1]) : perHead];
  }

  /** With the engine's fused kernel. */
  private fused(
    { q, k, v }: Heads,
    mask: Tensor | undefined,
    dropout: number,
    [length, batch, source]: [number, number, number],
    causal: boolean,
  ): Tensor {
    const heads = this.numHeads;
    const split = (t: Tensor, n: number) => ops.view(t, [batch, heads, n, this.headDim]);
    let wide = mask;
    if (wide) wide = wide.shape[0] === 1 ? ops.unsqueeze(wide, 0) : ops.view(wide, [batch, heads, -1, source]);
    const mixed = ops.scaledDotProductAttention(
      split(q, length),
      split(k, source),
      split(v, source),
      wide ?? null,
      dropout,
      causal,
    );
    const flat = ops.reshape(ops.permute(mixed, [2, 0, 1, 3]), [batch * length, this.embedDim]);
    return ops.view(this.outProj(flat), [length, batch, this.embedDim]);
  }

  /** One product for self-attention, two where keys are values, three otherwise. */
  private project(query: Tensor, key: Tensor, value: Tensor): [Tensor, Tensor, Tensor] {
    const { inProjWeight: weight, inProjBias: bias, embedDim: E } = this;
    if (weight === undefined) {
      const [bq = null, bk = null, bv = null] = bias ? ops.chunk(bias, 3) : [];
      const { qProjWeight, kProjWeight, vProjWeight } = this;
      return [
        ops.linear(query, qProjWeight!, bq),
        ops.linear(key, kProjWeight!, bk),
        ops.linear(value, vProjWeight!, bv),
      ]; // set where inProjWeight is not
    }
    if (key === value && query === key) {
      const [q, k, v] = parts(ops.linear(query, weight, bias ?? null), 3, E);
      return [q!, k!, v!];
    }
    if (key === value) {
      const [wq, wkv] = ops.splitWithSizes(weight, [E, 2 * E]);
      const [bq = null, bkv = null] = bias ? ops.splitWithSizes(bias, [E, 2 * E]) : [];
      const [k, v] = parts(ops.linear(key, wkv!, bkv), 2, E);
      return [ops.linear(query, wq!, bq), k!, v!];
    }
    const [wq, wk, wv] = ops.chunk(weight, 3);
    const [bq = null, bk = null, bv = null] = bias ? ops.chunk(bias, 3) : [];
    return [ops.linear(query, wq!, bq), ops.linear(key, wk!, bk), ops.linear(value, wv!, bv)];
  }

  override expects(query: Tensor, key: Tensor, value: Tensor): string | undefined {
    const fits =
      query.shape.at(-1) === this.embedDim && key.shape.at(-1) === this.kdim && value.shape.at(-1) === this.vdim;
    return fits ? undefined : `(…, ${this.embedDim}), keys (…, ${this.kdim}) and values (…, ${this.vdim})`;
  }

  override extraRepr(): string {
    return `${this.embedDim}, ${this.numHeads}, ${pairs({ dropout: this.dropout, batchFirst: this.batchFirst })}`;
  }
}

/** (length, N, count·E) → count times (length, N, E), each contiguous. */
function parts(joined: Tensor, count: number, size: number): Tensor[] {
  const apart = ops.transpose(ops.unsqueeze(ops.unflatten(joined, -1, [count, size]), 0), 0, -2);
  return ops.unbind(ops.contiguous(ops.squeeze(apart, -2)), 0);
}

/** A mask to be added: −∞ where a boolean one is true. */
function additive(mask: Tensor | undefined, like: Tensor): Tensor | undefined {
  if (mask === undefined || mask.dtype !== 'bool') return mask;
  const zeros = ops.zeros(mask.shape, factory({ dtype: like.dtype, device: like.device }));
  return ops.maskedFill_(zeros, mask, Number.NEGATIVE_INFINITY);
}
