import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  type Columns,
  type ImageFolder,
  imageFolder,
  oneHotEncoder,
  parsePipeline,
  pipeline,
  split,
  standardScaler,
} from '@capstan/data';
import { openLedger } from '@capstan/ledger';
import { openModel } from '@capstan/models';
import { F, manualSeed, memory, nn, noGrad, randn, setNumThreads, type Tensor, zeros } from '@capstan/torch';
import { adamw, constant, fit, type Project, sgd, type TrainError, tableData, tensorData, usd } from '../index.ts';
import { digitsProject } from '../testing/digits.ts';

setNumThreads(1); // small work on many threads is slower, and other tests run beside this one
const root = mkdtempSync(join(tmpdir(), 'capstan-fit-'));
after(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
const fresh = () => join(root, `case-${folders++}`);

class Mlp extends nn.Module {
  fc1: nn.Linear;
  fc2: nn.Linear;

  constructor(inputs: number, outputs: number) {
    super();
    this.fc1 = new nn.Linear(inputs, 32);
    this.fc2 = new nn.Linear(32, outputs);
  }

  forward(x: Tensor): Tensor {
    return this.fc2(F.relu(this.fc1(x)));
  }
}

/** Two classes that a line divides, with noise; 512 to train on. */
function blobs(change: Partial<Project> = {}): Project {
  manualSeed(11);
  const examples = (count: number) => {
    const input = randn([count, 4]);
    return { input, target: input.sum(1).gt(0).to('int64') };
  };
  return {
    name: 'blobs',
    data: tensorData({ train: examples(512), validation: examples(128), classes: ['no', 'yes'] }),
    model: ({ channels, classes }) => new Mlp(channels, classes),
    optimizer: sgd({ lr: 0.1 }),
    schedule: constant(),
    ...change,
    train: { epochs: 3, batchSize: 32, ...change.train },
  };
}

async function refusal(work: Promise<unknown>): Promise<TrainError> {
  return work.then(
    () => assert.fail('it was accepted'),
    (error: TrainError) => error,
  );
}

test('a table is learned from its training fold, and its pipeline lies in the model', async () => {
  const size = Float64Array.from({ length: 240 }, (_, i) => 100 + ((i * 37) % 60));
  const kind = Array.from(size, (value, i) => (value > 130 ? 'oak' : i % 2 ? 'ash' : 'elm'));
  const columns: Columns = { size, kind, tall: Array.from(size, (value) => (value > 130 ? 'yes' : 'no')) };
  const folds = split(columns, { train: 0.7, validation: 0.15, test: 0.15, stratify: 'tall', seed: 1 });
  const steps = [standardScaler(['size']), oneHotEncoder(['kind'])];
  const data = tableData(pipeline(steps, { target: 'tall' }), folds);
  assert.deepEqual([data.classes, data.train.input.shape, data.test?.target.shape], [['no', 'yes'], [168, 4], [36]]);
  using ledger = openLedger(join(fresh(), 'ledger.db'));
  const project: Project = {
    name: 'trees',
    data,
    model: 'mlp',
    optimizer: adamw({ lr: 0.01 }),
    train: { epochs: 4, batchSize: 16 },
  };
  const { bestDir, best } = await fit(project, { ledger, runDir: fresh() });
  // outcome: validation accuracy over 20 seeds: 1.0 ± 0.0, worst 1.0
  assert.ok(best!.validationAccuracy! > 0.9, String(best?.validationAccuracy));
  const { card } = await openModel(bestDir);
  const saved = parsePipeline(card.preprocessing.pipeline);
  assert.deepEqual(
    saved.apply(folds.test.columns),
    pipeline(steps, { target: 'tall' }).fit(folds.train).apply(folds.test.columns),
  );

  const numbers = tableData(pipeline([oneHotEncoder('text')], { target: 'size' }), split(columns, { seed: 2 }));
  assert.deepEqual(
    [numbers.classes, numbers.train.target.shape, numbers.train.target.dtype],
    [undefined, [192, 1], 'float32'],
  );
  assert.throws(() => tableData(pipeline(steps), folds), { code: 'bad-project', message: /has no target/ });
});

test('a training learns digits, keeps its best model and writes everything down', async () => {
  const dir = fresh();
  using ledger = openLedger(join(dir, 'ledger.db'));
  const result = await fit(await digitsProject(dir, { model: 'cifarResnet20', train: { epochs: 5 } }), {
    ledger,
    runsDir: join(dir, 'runs'),
  });

  assert.equal(result.stopped, 'done');
  assert.equal(result.history.length, 5);
  // outcome: validation accuracy over 20 seeds: 0.924 ± 0.020, worst 0.883
  assert.ok(result.best!.validationAccuracy! > 0.8, `validation accuracy ${result.best!.validationAccuracy}`);
  const run = ledger.run(result.run);
  assert.equal(run.status, 'done');
  assert.ok(run.cost.money > 0);
  const losses = ledger.metrics(result.run, 'train/loss');
  assert.equal(losses.steps.length, result.history.at(-1)!.step);
  assert.equal(ledger.metrics(result.run, 'validation/accuracy').values.length, 5);

  const { card, model } = await openModel(result.bestDir);
  assert.equal(card.architecture, 'cifarResnet20');
  assert.deepEqual(card.classes, [...'0123456789']);
  assert.deepEqual(card.input.shape, [-1, 1, 28, 28]);
  assert.equal(card.metrics?.validationAccuracy, result.best!.validationAccuracy);
  assert.deepEqual(model(zeros([1, 1, 28, 28])).shape, [1, 10]);
  assert.ok(ledger.artifacts(result.run).some(({ kind, sha256 }) => kind === 'model' && sha256 === card.sha256));
});

test('numbers are trained with mean squared error, the best model chosen by loss', async () => {
  const dir = fresh();
  manualSeed(0);
  const examples = (count: number) => {
    const input = randn([count, 3]);
    return { input, target: input.sum(1).mul(2).add(1) };
  };
  const result = await fit(
    {
      name: 'numbers',
      data: tensorData({ train: examples(256), validation: examples(64) }),
      model: ({ channels, classes }) => new Mlp(channels, classes),
      optimizer: adamw({ lr: 0.02 }),
      train: { epochs: 20, batchSize: 32 },
    },
    { runDir: join(dir, 'run'), ledger: openLedger(join(dir, 'ledger.db')) },
  );
  // outcome: validation loss over 20 seeds: 0.0069 ± 0.0033, worst 0.0151
  assert.ok(result.best!.validationLoss < 0.1, `validation loss ${result.best!.validationLoss}`);
  assert.equal(result.best!.validationAccuracy, undefined);
});

test('stopped in mid-epoch, it saves a checkpoint and goes on to the same bits, on any number of threads', async () => {
  const dir = fresh();
  using ledger = openLedger(join(dir, 'ledger.db'));
  const whole = await fit(await digitsProject(dir), { ledger, runDir: join(dir, 'whole') });

  const stop = new AbortController();
  const on = (workers: number) => digitsProject(dir, { train: { workers, checkpoint: { everySteps: 10 } } });
  const first = await fit(await on(3), {
    ledger,
    runDir: join(dir, 'parts'),
    signal: stop.signal,
    onProgress: (event) => {
      if (event.kind === 'checkpoint' && event.step === 40) stop.abort();
    },
  });
  assert.equal(first.stopped, 'interrupted');
  assert.equal(ledger.run(first.run).status, 'stopped');
  const second = await fit(await on(0), { ledger, resume: join(dir, 'parts') });
  assert.equal(second.run, first.run);
  assert.equal(second.stopped, 'done');

  const straight = ledger.metrics(whole.run, 'train/loss');
  const resumed = ledger.metrics(first.run, 'train/loss');
  assert.deepEqual(Array.from(resumed.steps), Array.from(straight.steps));
  assert.deepEqual(Array.from(resumed.values), Array.from(straight.values));
  const bytes = (name: string) => readFileSync(join(dir, name, 'best/model.safetensors'));
  assert.ok(bytes('whole').equals(bytes('parts')));
});

test('a number of decoding threads that no machine has is refused by name', async () => {
  const dir = fresh();
  const project = await digitsProject(dir, { train: { workers: 65 } });
  const given = { runDir: join(dir, 'run'), ledger: openLedger(join(dir, 'ledger.db')) };
  await assert.rejects(fit(project, given), /workers.*0 to 64.*65/s);
});

test('a loss that is not a number stops the run, names the step, and keeps the last good checkpoint', async () => {
  const dir = fresh();
  using ledger = openLedger(join(dir, 'ledger.db'));
  const runDir = join(dir, 'run');
  // The second epoch meets an input that is not a number.
  let epochs = 0;
  class Poisoned extends Mlp {
    override forward(x: Tensor): Tensor {
      const y = super.forward(x);
      return this.training && epochs > 0 ? y.mul(Number.NaN) : y;
    }
  }
  const project = blobs({ model: () => new Poisoned(4, 2) });
  const error = await refusal(
    fit(project, {
      ledger,
      runDir,
      onProgress: (event) => {
        if (event.kind === 'epoch') epochs++;
      },
    }),
  );
  assert.equal(error.code, 'loss-not-finite');
  assert.equal(error.fields.step, 17);
  assert.match(error.message, /step 17.*learning rate.*clipGradNorm: 1/s);
  assert.equal(ledger.runs()[0]!.status, 'failed');
  assert.equal(JSON.parse(readFileSync(join(runDir, 'last.json'), 'utf8')).position.epoch, 1);
  assert.ok(existsSync(join(runDir, 'best/model.json')));
  epochs = 0;
  const again = await fit({ ...project, model: () => new Mlp(4, 2) }, { ledger, runDir: join(dir, 'again') });
  assert.equal(again.stopped, 'done');
});

test('a learning rate far too high is found out by itself', async () => {
  const dir = fresh();
  const error = await refusal(
    fit(blobs({ optimizer: sgd({ lr: 1e30 }) }), {
      runDir: join(dir, 'run'),
      ledger: openLedger(join(dir, 'ledger.db')),
    }),
  );
  assert.equal(error.code, 'loss-not-finite');
  assert.match(error.message, /1\.00e\+30/);
});

test('weights that are no numbers are never saved over good ones', async () => {
  const dir = fresh();
  const runDir = join(dir, 'run');
  let model: Mlp | undefined;
  const error = await refusal(
    fit(blobs({ model: () => (model = new Mlp(4, 2)) }), {
      runDir,
      ledger: openLedger(join(dir, 'ledger.db')),
      signal: AbortSignal.timeout(60_000),
      onProgress: (event) => {
        // Between the validation of the second epoch and its checkpoint.
        if (event.kind === 'validate' && event.epoch === 2) noGrad(() => model!.fc2.weight.fill_(Number.NaN));
      },
    }),
  );
  assert.equal(error.code, 'loss-not-finite');
  assert.match(error.message, /Some weights are no numbers.*model of epoch 1 is whole/s);
  assert.equal(JSON.parse(readFileSync(join(runDir, 'last.json'), 'utf8')).position.epoch, 1);
});

test('without anything to validate on there is no training', async () => {
  const dir = fresh();
  const project = await digitsProject(dir);
  const { root: pictures } = project.data as ImageFolder;
  const data = imageFolder(pictures, { size: 28, channels: 1, split: { train: 0.9, test: 0.1 } });
  const error = await refusal(
    fit({ ...project, data }, { runDir: join(dir, 'run'), ledger: openLedger(join(dir, 'l.db')) }),
  );
  assert.equal(error.code, 'no-validation');
  assert.match(error.message, /600 examples.*540 to train on and 60 to test.*larger share/s);
  assert.ok(!existsSync(join(dir, 'run')));
});

test('a spent budget stops the run with a checkpoint', async () => {
  const dir = fresh();
  const ledger = openLedger(join(dir, 'ledger.db'));
  const result = await fit(blobs({ budget: { limit: usd(1e-12) }, train: { epochs: 50 } }), {
    runDir: join(dir, 'run'),
    ledger,
  });
  assert.equal(result.stopped, 'budget');
  assert.ok(result.history.length < 50);
  assert.ok(existsSync(join(dir, 'run/last.json')));
});

test('checkpoints that are damaged, missing or of another project are refused', async () => {
  const dir = fresh();
  const ledger = openLedger(join(dir, 'ledger.db'));
  const runDir = join(dir, 'run');
  await fit(blobs({ train: { epochs: 1 } }), { runDir, ledger });
  const resume = (change: Partial<Project> = {}) =>
    refusal(fit(blobs({ train: { epochs: 2 }, ...change }), { ledger, resume: runDir }));

  const other = await resume({ optimizer: sgd({ lr: 0.2 }) });
  assert.equal(other.code, 'checkpoint-other-project');
  assert.match(other.message, /optimizer.*0\.1.*0\.2/);
  assert.match(other.message, /If it was meant, say so: flags such as --lr.* change: \['optimizer'\]/);
  const both = await resume({ optimizer: sgd({ lr: 0.2 }), train: { epochs: 2, seed: 5 } });
  assert.doesNotMatch(both.message, /If it was meant/); // another seed is another run

  const tensors = join(runDir, 'last.safetensors');
  const good = readFileSync(tensors);
  const changed = Buffer.from(good);
  changed[changed.length - 3]! ^= 4;
  writeFileSync(tensors, changed);
  assert.match((await resume()).message, /not the file that was saved/);
  truncateSync(tensors, 100);
  const short = await resume();
  assert.equal(short.code, 'checkpoint-damaged');
  assert.match(short.message, /cut short: 100 of/);
  rmSync(tensors);
  assert.equal((await resume()).code, 'checkpoint-damaged');
  rmSync(join(runDir, 'last.json'));
  assert.equal((await resume()).code, 'checkpoint-missing');

  writeFileSync(tensors, good);
});

test('longer training keeps no tensors', async () => {
  const dir = fresh();
  const ledger = openLedger(join(dir, 'ledger.db'));
  const counts: number[] = [];
  await fit(blobs({ train: { epochs: 6 } }), {
    runDir: join(dir, 'run'),
    ledger,
    onProgress: (event) => {
      if (event.kind === 'epoch') counts.push(memory().tensors);
    },
  });
  assert.ok(counts.at(-1)! <= counts[1]! + 2, `tensors alive after each epoch: ${counts.join(', ')}`);
});

test('a model for other classes than the data have is refused', async () => {
  const dir = fresh();
  const ledger = openLedger(join(dir, 'ledger.db'));
  const { cifarResnet20 } = await import('@capstan/models');
  const project = await digitsProject(dir, { model: cifarResnet20({ classes: 3, channels: 1 }) });
  const error = await refusal(fit(project, { runDir: join(dir, 'run'), ledger }));
  assert.equal(error.code, 'classes-mismatch');
  assert.match(error.message, /3 classes.*have 10/);
});
