import { F, nn, noGrad, ops, type Tensor } from '@capstan/torch';

/**
 * A line, or one for each class, in double precision; with one line for two classes the first has the logit 0, so that softmax
 * gives the logistic function.
 */
export class GeneralisedLinear extends nn.Module {
  readonly weight: nn.Parameter;
  readonly bias: nn.Parameter;
  readonly isBinary: boolean;

  constructor({ channels, outputs, isBinary }: { channels: number; outputs: number; isBinary: boolean }) {
    super();
    this.isBinary = isBinary;
    const lines = isBinary ? 1 : outputs;
    this.weight = new nn.Parameter(ops.zeros([lines, channels], { dtype: 'float64' }));
    this.bias = new nn.Parameter(ops.zeros([lines], { dtype: 'float64' }));
  }

  /** @param x (B, channels) → (B, outputs), single precision as all models answer */
  forward(x: Tensor): Tensor {
    const lines = F.linear(x.to('float64'), this.weight, { bias: this.bias });
    const outputs = this.isBinary ? ops.cat([ops.zerosLike(lines), lines], 1) : lines;
    return outputs.to('float32');
  }

  /** Takes weights (lines, channels) and biases (lines) over. */
  take(weight: Tensor, bias: Tensor): this {
    noGrad(() => {
      this.weight.copy_(weight);
      this.bias.copy_(bias);
    });
    return this;
  }
}
