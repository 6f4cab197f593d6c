import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { fans, kaimingUniform_, uniform_ } from '../init.ts';
import { Module } from '../module/module.ts';
import { blank, type Parameter } from '../module/parameter.ts';
import type { Placement } from '../module/placement.ts';
import { pairs } from '../module/print.ts';
import { type Options, withDefaults } from '../options.ts';

interface LinearDefaults extends Placement {
  bias: boolean;
}
const LINEAR: LinearDefaults = { bias: true, dtype: undefined, device: undefined };
export type LinearOptions = Options<LinearDefaults>;

/**
 * x·Wᵀ + b: (…, inFeatures) → (…, outFeatures).
 *
 * @example
 * const head = new nn.Linear(512, 10);
 */
export class Linear extends Module {
  readonly inFeatures: number;
  readonly outFeatures: number;
  weight: Parameter;
  bias: Parameter | undefined;

  constructor(inFeatures: number, outFeatures: number, options?: LinearOptions) {
    super();
    const o = withDefaults('Linear', LINEAR, options);
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.weight = blank([outFeatures, inFeatures], o);
    this.bias = o.bias ? blank([outFeatures], o) : undefined;
    this.resetParameters();
  }

  /** Kaiming's uniform with slope √5, as PyTorch has it: U(−1/√inFeatures, 1/√inFeatures). */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    resetBias(this.weight, this.bias);
  }

  forward(input: Tensor): Tensor {
    return ops.linear(input, this.weight, this.bias ?? null);
  }

  override expects(input: Tensor): string | undefined {
    return input.shape.at(-1) === this.inFeatures ? undefined : `(…, ${this.inFeatures})`;
  }

  override extraRepr(): string {
    return pairs({ inFeatures: this.inFeatures, outFeatures: this.outFeatures, bias: this.bias !== undefined });
  }
}

/** U(−1/√fanIn, 1/√fanIn), which PyTorch gives the bias of linear and convolutional layers. */
export function resetBias(weight: Tensor, bias: Tensor | undefined): void {
  if (bias === undefined) return;
  const { fanIn } = fans(weight);
  const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
  uniform_(bias, { a: -bound, b: bound });
}

/** x₁·W·x₂ + b: (…, in1), (…, in2) → (…, out). */
export class Bilinear extends Module<[input1: Tensor, input2: Tensor]> {
  readonly in1Features: number;
  readonly in2Features: number;
  readonly outFeatures: number;
  weight: Parameter;
  bias: Parameter | undefined;

  constructor(in1Features: number, in2Features: number, outFeatures: number, options?: LinearOptions) {
    super();
    const o = withDefaults('Bilinear', LINEAR, options);
    this.in1Features = in1Features;
    this.in2Features = in2Features;
    this.outFeatures = outFeatures;
    this.weight = blank([outFeatures, in1Features, in2Features], o);
    this.bias = o.bias ? blank([outFeatures], o) : undefined;
    this.resetParameters();
  }

  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.in1Features);
    uniform_(this.weight, { a: -bound, b: bound });
    if (this.bias) uniform_(this.bias, { a: -bound, b: bound });
  }

  forward(input1: Tensor, input2: Tensor): Tensor {
    return ops.bilinear(input1, input2, this.weight, this.bias ?? null);
  }

  override extraRepr(): string {
    const { in1Features, in2Features, outFeatures } = this;
    return pairs({ in1Features, in2Features, outFeatures, bias: this.bias !== undefined });
  }
}

/** Returns its input: a place to put a layer later, or one that was taken out. */
export class Identity extends Module {
  forward(input: Tensor): Tensor {
    return input;
  }
}
