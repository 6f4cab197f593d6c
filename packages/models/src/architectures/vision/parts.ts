// What several families of convolutional networks are made of, with torchvision's names and its order of initialisation.
import { nn, ops, scope, type Tensor } from '@capstan/torch';

/** The nearest multiple of 8 that is not under nine tenths of `value`, as MobileNet's authors round channels. */
export function divisible(value: number): number {
  const rounded = Math.max(8, Math.floor((value + 4) / 8) * 8);
  return rounded < 0.9 * value ? rounded + 8 : rounded;
}

interface ConvNorm {
  kernel?: number;
  stride?: number;
  groups?: number;
  /** Of the batch norm. */
  eps?: number;
  momentum?: number;
  activation?: () => nn.Module;
}

/** A convolution without bias, batch norm and an activation: '0', '1' and '2'. */
export function convNorm(inputs: number, outputs: number, options: ConvNorm = {}): nn.Sequential {
  const { kernel = 1, stride = 1, groups = 1, eps = 1e-5, momentum = 0.1, activation } = options;
  return new nn.Sequential(
    new nn.Conv2d(inputs, outputs, kernel, { stride, padding: (kernel - 1) / 2, groups, bias: false }),
    new nn.BatchNorm2d(outputs, { eps, momentum }),
    ...(activation ? [activation()] : []),
  );
}

/** He et al.'s draw for every convolution, `linear` for every linear layer, biases of both 0: in the order of the modules. */
export function drawWeights(model: nn.Module, linear: (layer: nn.Linear) => void): void {
  for (const module of model.modules()) {
    if (module instanceof nn.Conv2d) nn.init.kaimingNormal_(module.weight, { mode: 'fan_out', nonlinearity: 'relu' });
    else if (module instanceof nn.Linear) linear(module);
    else continue;
    if (module.bias) nn.init.zeros_(module.bias);
  }
}

/** Channels weighed by what their means say (Hu et al. 2017): (B, C, H, W) → (B, C, H, W). */
export class SqueezeExcitation extends nn.Module {
  fc1: nn.Conv2d;
  fc2: nn.Conv2d;
  readonly activation: nn.Module;
  readonly gate: nn.Module;

  constructor(channels: number, squeezed: number, activation: nn.Module, gate: nn.Module) {
    super();
    this.fc1 = new nn.Conv2d(channels, squeezed, 1);
    this.fc2 = new nn.Conv2d(squeezed, channels, 1);
    this.activation = activation;
    this.gate = gate;
  }

  forward(x: Tensor): Tensor {
    return scope(() => {
      const means = x.mean([2, 3], { keepdim: true }); // (B, C, 1, 1)
      return this.gate(this.fc2(this.activation(this.fc1(means)))).mul(x);
    });
  }
}

/** In training a whole example's residual branch is left out with probability `p`, the others scaled by 1/(1 − p) (Huang et al. 2016). */
export class StochasticDepth extends nn.Module {
  readonly p: number;

  constructor(p: number) {
    super();
    this.p = p;
  }

  forward(x: Tensor): Tensor {
    if (!this.training || this.p === 0) return x;
    const kept = ops.bernoulli_(x.newEmpty([x.shape[0]!, ...x.shape.slice(1).map(() => 1)]), 1 - this.p);
    return x.mul(kept.div_(1 - this.p));
  }

  override extraRepr(): string {
    return `p=${this.p}`;
  }
}

/** Dimensions in another order, as a layer. */
export class Permute extends nn.Module {
  readonly dims: readonly number[];

  constructor(dims: readonly number[]) {
    super();
    this.dims = dims;
  }

  forward(x: Tensor): Tensor {
    return x.permute(this.dims);
  }
}
