// Our side of bench/torch: the same work as peer.py. Usage: ours.ts CASE

import { resnet18, resnet50 } from '@capstan/models';
import * as torch from '@capstan/torch';
import { F, nn, optim, type Tensor } from '@capstan/torch';
import { answer } from '../pair.ts';
import { GPT } from './gpt.ts';
import { perceptron } from './perceptron.ts';

type Loss = (output: Tensor, target: Tensor) => Tensor;
type Net = nn.Module;

function training(model: Net, input: Tensor, target: Tensor, optimizer: optim.Optimizer, loss: Loss, steps: number) {
  const chunk = () => {
    for (let i = 0; i < steps; i++) {
      using _step = torch.scope();
      optimizer.zeroGrad();
      loss(model(input), target).backward();
      optimizer.step();
    }
  };
  for (let i = 0; i < 3; i++) chunk();
  return answer(steps, chunk);
}

const sgd = (model: Net) => new optim.SGD(model.parameters(), { lr: 0.01, momentum: 0.9 });
const labels = (...shape: number[]) => torch.randint(0, 10, shape);

function mlp() {
  const model = perceptron();
  return training(model, torch.randn([64, 784]), labels(64), sgd(model), (y, t) => F.crossEntropy(y, t), 200);
}

function resnet(channelsLast: boolean) {
  const model = resnet18({ classes: 10, stem: 'small' });
  let input = torch.randn([64, 3, 32, 32]);
  if (channelsLast) {
    model.to({ memoryFormat: 'channelsLast' });
    input = input.contiguous({ memoryFormat: 'channelsLast' });
  }
  return training(model, input, labels(64), sgd(model), (y, t) => F.crossEntropy(y, t), 2);
}

function gpt() {
  const model = new GPT();
  const optimizer = new optim.AdamW(model.parameters(), { lr: 1e-3 });
  const ids = () => torch.randint(0, 65, [12, 64]);
  return training(model, ids(), ids(), optimizer, (y, t) => F.crossEntropy(y.view(-1, 65), t.view(-1)), 10);
}

class Recurrent extends nn.Module {
  lstm = new nn.LSTM(128, 128, { numLayers: 2, batchFirst: true });
  head = new nn.Linear(128, 10);
  forward(x: Tensor): Tensor {
    return this.head(this.lstm(x)[0].select(1, -1));
  }
}

function lstm() {
  const model = new Recurrent();
  return training(model, torch.randn([32, 64, 128]), labels(32), sgd(model), (y, t) => F.crossEntropy(y, t), 5);
}

function add() {
  const a = torch.tensor(1);
  const b = torch.tensor(2);
  const chunk = () => {
    for (let i = 0; i < 200; i++) {
      using _batch = torch.scope();
      for (let j = 0; j < 100; j++) torch.add(a, b);
    }
  };
  chunk();
  return answer(20000, chunk);
}

// `warm` chunks come first: V8 compiles in the background of the first thousand small steps, on a core that OpenMP wants.
function inference(model: Net, input: Tensor, steps: number, warm = 1) {
  model.eval();
  const chunk = () =>
    torch.inferenceMode(() => {
      for (let i = 0; i < steps; i++) {
        using _step = torch.scope();
        model(input);
      }
    });
  for (let i = 0; i < warm; i++) chunk();
  return answer(steps, chunk);
}

const image = (batch: number) => torch.randn([batch, 3, 224, 224]);

const cases: Record<string, () => Promise<void>> = {
  mlp,
  resnet18: () => resnet(false),
  'resnet18-defaults': () => resnet(true),
  gpt,
  lstm,
  add,
  'resnet18-1': () => inference(resnet18(), image(1), 8),
  'resnet50-1': () => inference(resnet50(), image(1), 4),
  'resnet50-8': () => inference(resnet50(), image(8), 1),
  'gpt-inference': () => inference(new GPT(), torch.randint(0, 65, [1, 64]), 100, 15),
};

torch.manualSeed(0);
await cases[process.argv[2]!]!();
