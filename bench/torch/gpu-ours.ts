// Our side of gpu.ts: the same work as gpu_peer.py. Usage: gpu-ours.ts CASE
import { resnet18 } from '@capstan/models';
import * as torch from '@capstan/torch';
import { F, type nn, optim, type Tensor } from '@capstan/torch';
import { answer } from '../pair.ts';
import { GPT } from './gpt.ts';
import { perceptron } from './perceptron.ts';

const device = (process.env.BENCH_DEVICE ?? 'cuda') as torch.Device; // as: the engine refuses others
const synchronize = () => device === 'cpu' || torch.cuda.synchronize();
const kind = device === 'cpu' ? 'cpu' : 'cuda';

function training(model: nn.Module, optimizer: optim.Optimizer, loss: () => Tensor, steps: number) {
  const chunk = () => {
    for (let i = 0; i < steps; i++) {
      using _step = torch.scope();
      optimizer.zeroGrad();
      loss().backward();
      optimizer.step();
    }
    synchronize();
  };
  model.train();
  for (let i = 0; i < 3; i++) chunk();
  return answer(steps, chunk);
}

const bf16 = <T>(body: () => T): T => torch.autocast(kind, { dtype: 'bfloat16' }, body);

function resnet() {
  torch.backends.cudnn.benchmark = true;
  const model = resnet18({ classes: 10, stem: 'small' }).to(device);
  model.to({ memoryFormat: 'channelsLast' });
  const input = torch.randn([512, 3, 32, 32], { device }).contiguous({ memoryFormat: 'channelsLast' });
  const target = torch.randint(0, 10, [512], { device });
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.01, momentum: 0.9, nesterov: true });
  return training(
    model,
    optimizer,
    () => bf16(() => F.crossEntropy(model(input), target, { labelSmoothing: 0.2 })),
    20,
  );
}

const LARGE = { vocabulary: 50304, width: 768, layers: 12, heads: 12, context: 1024 };

function gpt(shape: Partial<typeof LARGE>, batch: number, context: number, steps: number) {
  const model = new GPT(shape).to(device);
  const vocabulary = shape.vocabulary ?? 65;
  const ids = () => torch.randint(0, vocabulary, [batch, context], { device });
  const [input, target] = [ids(), ids().view(-1)];
  const optimizer = new optim.AdamW(model.parameters(), { lr: 1e-3, fused: true });
  const loss = () => bf16(() => F.crossEntropy(model(input).view(-1, vocabulary), target));
  return training(model, optimizer, loss, steps);
}

function mlp() {
  const model = perceptron().to(device);
  const input = torch.randn([64, 784], { device });
  const target = torch.randint(0, 10, [64], { device });
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.01, momentum: 0.9 });
  return training(model, optimizer, () => F.crossEntropy(model(input), target), 200);
}

function inference() {
  const model = new GPT(LARGE).to(device).to('bfloat16').eval();
  const input = torch.randint(0, LARGE.vocabulary, [1, LARGE.context], { device });
  const chunk = () => {
    torch.inferenceMode(() => {
      for (let i = 0; i < 50; i++) {
        using _step = torch.scope();
        model(input);
      }
    });
    synchronize();
  };
  for (let i = 0; i < 3; i++) chunk();
  return answer(50, chunk);
}

const cases: Record<string, () => Promise<void>> = {
  resnet,
  gpt: () => gpt(LARGE, 8, 1024, 4),
  'gpt-small': () => gpt({}, 12, 64, 50),
  mlp,
  'gpt-inference': inference,
};

torch.manualSeed(0);
await cases[process.argv[2]!]!();
