import { nn, type Tensor } from '@capstan/torch';
import { architecture } from '../contract.ts';
import { type PublishedOptions, published } from '../published.ts';

/**
 * LeNet-5 (LeCun et al. 1998, figure 2): (batch, channels, height, width) → (batch, classes). As there, C5 is a convolution;
 * of pictures above 28 pixels the mean of its map is taken. Subsampling has no trained coefficients, S2 is seen by all maps of
 * C3, and the last layer is linear, as everybody's since.
 *
 * @example
 * const logits = lenet5({ channels: 1, classes: 10 })(torch.randn([8, 1, 28, 28])); // (8, 10)
 */
export class LeNet extends nn.Module {
  c1: nn.Conv2d;
  c3: nn.Conv2d;
  c5: nn.Conv2d;
  f6: nn.Linear;
  output: nn.Linear;

  constructor(classes: number, channels: number) {
    super();
    this.c1 = new nn.Conv2d(channels, 6, 5, { padding: 2 });
    this.c3 = new nn.Conv2d(6, 16, 5);
    this.c5 = new nn.Conv2d(16, 120, 5);
    this.f6 = new nn.Linear(120, 84);
    this.output = new nn.Linear(84, classes);
  }

  forward(x: Tensor): Tensor {
    x = nn.functional.avgPool2d(this.c1(x).tanh(), 2);
    x = nn.functional.avgPool2d(this.c3(x).tanh(), 2);
    x = this.c5(x).tanh().mean([2, 3]); // (B, 120, h, w) → (B, 120)
    return this.output(this.f6(x).tanh());
  }
}

/**
 * LeNet-5, 0.06 M parameters, for digits.
 * @example const model = lenet5({ channels: 1 });
 */
export const lenet5 = architecture(
  { about: 'LeNet-5 (LeCun et al. 1998), 0.06 M parameters.', takes: 'pictures', leastSize: 28 },
  (options: PublishedOptions = {}): LeNet =>
    published(
      'lenet5',
      options,
      { head: 'output', classes: 10 },
      ({ classes, channels }) => new LeNet(classes, channels),
    ),
);
