// What is found out before the first step, or said at it, instead of being trained on.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { imageFolder } from '@capstan/data';
import { openLedger } from '@capstan/ledger';
import { F, manualSeed, nn, noGrad, randint, randn, tensor } from '@capstan/torch';
import { adamw, crossEntropy, fit, oneCycle, type Project, sgd, TrainError, tensorData } from '../index.ts';
import { blobs } from '../testing/blobs.ts';
import { diverged } from './diverged.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-first-'));
after(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;
const train = (project: Project, notes: string[] = []) =>
  fit(project, {
    ledger: openLedger(':memory:'),
    runDir: join(root, String(folders++)),
    onProgress: (event) => {
      if (event.kind === 'note') notes.push(event.text);
    },
  });
const refused = (project: Project, code: string, words: RegExp) =>
  assert.rejects(
    train(project),
    (error) => error instanceof TrainError && error.code === code && words.test(error.message),
  );

const withNorm = () => new nn.Sequential(new nn.Linear(4, 8), new nn.BatchNorm1d(8), new nn.Linear(8, 2));

test('a last batch of one example is left out for a batch norm, and that is said', async () => {
  const notes: string[] = [];
  const project = blobs({ rows: 65, model: withNorm, optimizer: adamw({ lr: 0.01 }), schedule: oneCycle() });
  const { history } = await train({ ...project, train: { epochs: 4, batchSize: 64 } }, notes);
  assert.deepEqual(
    history.map(({ step }) => step),
    [1, 2, 3, 4],
  ); // one step an epoch
  assert.ok(history.every(({ validationLoss }) => Number.isFinite(validationLoss)));
  assert.equal(notes.length, 1);
  assert.match(notes[0]!, /left out/);
});

test('without a batch norm, or where it sees several values, a last batch of one is trained on', async () => {
  const { history } = await train(blobs({ rows: 65, train: { epochs: 1, batchSize: 64 } }));
  assert.equal(history[0]!.step, 2);
  const pictures = (count: number) => ({ input: randn([count, 1, 4, 4]), target: randint(0, 2, [count]) });
  const model = () => new nn.Sequential(new nn.BatchNorm2d(1), new nn.Flatten(), new nn.Linear(16, 2));
  const data = tensorData({ train: pictures(9), validation: pictures(4), classes: ['a', 'b'] });
  assert.equal((await train(blobs({ data, model, train: { epochs: 1, batchSize: 8 } }))).history[0]!.step, 2);
});

test('batches of one for a batch norm are refused before the first step', () =>
  refused(
    blobs({ rows: 8, model: withNorm, train: { batchSize: 1 } }),
    'single-example',
    /batch norm \(1\).*batchSize is 1/s,
  ));

test('an advice is never a higher rate than the one that failed', () => {
  const about = { step: 1, lr: 0.00051, best: null, dir: 'x' };
  const { message } = diverged('The loss is NaN', {
    ...about,
    settings: { optimizer: adamw({ lr: 0.01 }), clipGradNorm: undefined },
  });
  assert.match(message, /it is 0\.000510; try 0\.00005\b/);
});

test('three outputs for two classes are refused, and so is one number for two', async () => {
  await refused(
    blobs({ model: () => new nn.Linear(4, 3) }),
    'outputs-mismatch',
    /\(32, 3\).*expected \(32, 2\).*2 classes/,
  );
  const numbers = (count: number) => ({ input: randn([count, 4]), target: randn([count, 2]) });
  const data = tensorData({ train: numbers(32), validation: numbers(8) });
  await refused(blobs({ data, model: () => new nn.Linear(4, 1) }), 'outputs-mismatch', /expected \(32, 2\)/);
});

test('a label out of range is named by set and row; class numbers without classes are no numbers', async () => {
  const part = (labels: number[]) => ({ input: randn([labels.length, 4]), target: tensor(labels, { dtype: 'int64' }) });
  const data = tensorData({ train: part([0, 1, 1]), validation: part([0, 1, 2]), classes: ['a', 'b'] });
  await refused(
    blobs({ data }),
    'target-out-of-range',
    /data\.validation: the target of row 2 is 2; expected a class number from 0 to 1/,
  );
  await refused(
    blobs({ data: tensorData({ train: part([0, 1]), validation: part([1]) }) }),
    'bad-project',
    /Name the classes/,
  );
});

test('the validation loss with class weights is that of the whole set, however it falls into batches', async () => {
  manualSeed(5);
  const x = randn([300, 4]);
  const y = tensor(
    Array.from({ length: 300 }, (_, i) => (i < 260 ? 0 : 1)),
    { dtype: 'int64' },
  );
  const model = new nn.Linear(4, 2);
  const train_ = { input: randn([64, 4]), target: randint(0, 2, [64]) };
  const data = tensorData({ train: train_, validation: { input: x, target: y }, classes: ['a', 'b'] });
  const loss = crossEntropy({ weight: [1, 20] });
  const { history } = await train(blobs({ data, model, loss, optimizer: sgd({ lr: 1e-12 }), train: { epochs: 1 } }));
  model.eval();
  const whole = noGrad(() => F.crossEntropy(model(x), y, { weight: tensor([1, 20]) }).item());
  assert.ok(
    Math.abs(history[0]!.validationLoss - whole) < 1e-6,
    `${history[0]!.validationLoss}, of the whole ${whole}`,
  );
  const whole64 = noGrad(() => F.crossEntropy(model(train_.input), train_.target, { weight: tensor([1, 20]) }).item());
  assert.ok(Math.abs(history[0]!.trainLoss - whole64) < 1e-6);
});

test('an architecture for other data, and pictures too small for it, are refused before any is read', async () => {
  const nowhere = (size: number) => imageFolder(join(root, 'nowhere'), { size });
  await refused(
    blobs({ data: nowhere(32), model: 'mlp' }),
    'bad-project',
    /mlp takes the rows of a table, and the data are pictures.*resnet18/,
  );
  await refused(
    blobs({ data: nowhere(5), model: 'resnet18' }),
    'bad-project',
    /5 × 5 pixels are too small for resnet18, which takes 8 × 8/,
  );
  await refused(
    blobs({ model: 'resnet18' }),
    'bad-project',
    /resnet18 takes pictures.*For those there are .*logistic.*trees/,
  );
  await refused(blobs({ data: nowhere(32), model: 'resnet18', train: { device: 'cuda:7' } }), 'no-device', /cuda:7/);
});
