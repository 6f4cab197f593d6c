// Trains a conv net, a GPT-like model and an LSTM in turn; tensors, bytes and resident memory must stay flat. Each calls
// back into JavaScript from the graph: a custom function and a tensor's hook in the first, a checkpointed block in the
// second, a module's backward hook in the third.
//
//     node packages/torch/safety/soak.ts [--minutes 20] [--no-scopes]
//
// With --no-scopes nothing is freed by hand: the finalizers alone must keep memory bounded.
import * as torch from '../src/index.ts';
import { F, nn, type Tensor } from '../src/index.ts';
import { flags } from './flags.ts';

const square = torch.autogradFunction({
  name: 'Square',
  forward(context, x: Tensor) {
    context.saveForBackward(x);
    return x.mul(x);
  },
  backward: (context, gradient) => gradient!.mul(context.savedTensors[0]!).mul(2),
});

class Conv extends nn.Module {
  conv = new nn.Conv2d(3, 16, 3, { padding: 1 });
  norm = new nn.BatchNorm2d(16);
  head = new nn.Linear(16, 10);
  forward(x: Tensor): Tensor {
    const features = square(F.relu(this.norm(this.conv(x))));
    features.registerHook((gradient) => gradient.clamp(-1, features.numel())); // it holds the tensor that it hangs on
    return this.head(features.mean([2, 3])); // (B, 3, H, W) → (B, 10)
  }
}

class Transformer extends nn.Module {
  tokens = new nn.Embedding(65, 64);
  block = new nn.TransformerEncoderLayer(64, 4, { dimFeedforward: 128, batchFirst: true });
  head = new nn.Linear(64, 65);
  forward(ids: Tensor): Tensor {
    const hidden = torch.checkpoint((x) => this.block(x), [this.tokens(ids)], this.block.parameters());
    return this.head(hidden).flatten(0, 1); // (B, T) → (B * T, 65)
  }
}

class Recurrent extends nn.Module {
  lstm = new nn.LSTM(16, 32, { batchFirst: true });
  head = new nn.Linear(32, 10);
  constructor() {
    super();
    this.head.registerFullBackwardHook((_module, gradients) => gradients);
  }
  forward(x: Tensor): Tensor {
    return this.head(this.lstm(x)[0].mean(1)); // (B, T, 16) → (B, 10)
  }
}

/** What a soak saw at one moment. */
export interface Sample {
  minutes: number;
  steps: number;
  tensors: number;
  bytes: number;
  resident: number;
}

/** What a soak measured: a sample each twentieth of its time. The first tenth is for warming up. */
export interface SoakResult {
  steps: number;
  samples: Sample[];
  peakBytes: number;
}

/** How long a soak is, whether its steps are in scopes, and who hears of each sample. */
export interface SoakOptions {
  seconds: number;
  scopes?: boolean;
  onSample?: (sample: Sample) => void;
}

/**
 * Trains the three models in turn for that many seconds.
 * @example
 * const { samples } = await soak({ seconds: 60 });
 */
export async function soak({ seconds, scopes = true, onSample }: SoakOptions): Promise<SoakResult> {
  torch.manualSeed(1);
  const [conv, gpt, lstm] = [new Conv(), new Transformer(), new Recurrent()];
  const optimizers = [conv, gpt, lstm].map((model) => new torch.optim.AdamW([...model.parameters()], { lr: 1e-3 }));
  const losses = [
    () => F.crossEntropy(conv(torch.randn([8, 3, 16, 16])), torch.randint(0, 10, [8])),
    () => F.crossEntropy(gpt(torch.randint(0, 65, [4, 32])), torch.randint(0, 65, [128])),
    () => F.crossEntropy(lstm(torch.randn([8, 20, 16])), torch.randint(0, 10, [8])),
  ];
  const step = (i: number) => {
    optimizers[i % 3]!.zeroGrad();
    losses[i % 3]!().backward();
    optimizers[i % 3]!.step();
  };
  const begun = performance.now();
  const samples: Sample[] = [];
  let steps = 0;
  let peakBytes = 0;
  while (samples.length < 20) {
    for (let i = 0; i < 30; i++, steps++) {
      if (scopes) {
        using _ = torch.scope();
        step(steps);
      } else step(steps);
    }
    await new Promise((resolve) => setImmediate(resolve));
    const elapsed = (performance.now() - begun) / 1000;
    if (elapsed < (seconds * (samples.length + 1)) / 20) continue;
    const { tensors, bytes, peakBytes: peak } = torch.memory();
    const sample = { minutes: elapsed / 60, steps, tensors, bytes, resident: process.memoryUsage().rss };
    peakBytes = peak;
    samples.push(sample);
    onSample?.(sample);
  }
  return { steps, samples, peakBytes };
}

if (process.argv[1] === import.meta.filename) {
  const { minutes, 'no-scopes': free } = flags(import.meta.filename, { minutes: 20, 'no-scopes': false });
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  const { steps, peakBytes } = await soak({
    seconds: 60 * minutes,
    scopes: !free,
    onSample: ({ minutes, steps, tensors, bytes, resident }) =>
      console.log(
        `${minutes.toFixed(1)} min  ${steps} steps  ${tensors} tensors  ${mib(bytes)} in tensors  ${mib(resident)} resident`,
      ),
  });
  console.log(`${steps} steps, at most ${mib(peakBytes)} in tensors at once`);
}
