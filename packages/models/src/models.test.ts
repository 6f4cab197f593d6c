import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { inferenceMode, load, manualSeed, ones, save, setNumThreads } from '@capstan/torch';
import {
  type CardInput,
  cifarResnet20,
  isFresh,
  type ModelError,
  mlp,
  openModel,
  resnet18,
  saveModel,
} from './index.ts';

setNumThreads(1);
const root = mkdtempSync(join(tmpdir(), 'capstan-models-'));
after(() => rmSync(root, { recursive: true, force: true }));

const card: CardInput = {
  classes: ['cat', 'dog', 'owl'],
  preprocessing: { kind: 'image' },
  input: { name: 'input', shape: [-1, 1, 16, 16], dtype: 'float32' },
  output: { name: 'output', shape: [-1, 3], dtype: 'float32' },
};
const options = { classes: 3, channels: 1 };

async function saved(name: string): Promise<string> {
  const dir = join(root, name);
  manualSeed(1);
  await saveModel(dir, cifarResnet20(options), card);
  return dir;
}

async function refusal(work: Promise<unknown>): Promise<ModelError> {
  return work.then(
    () => assert.fail('it was accepted'),
    (error: ModelError) => error,
  );
}

test('a saved model opens with the same answers, in eval mode', async () => {
  manualSeed(1);
  const model = cifarResnet20(options);
  const written = await saveModel(join(root, 'same'), model, card);
  const opened = await openModel(join(root, 'same'));
  assert.deepEqual(opened.card, written);
  assert.equal(opened.model.training, false);
  model.eval();
  const x = ones([2, 1, 16, 16]);
  assert.deepEqual(inferenceMode(() => opened.model(x)).toArray(), inferenceMode(() => model(x)).toArray());
});

test('a folder that is not there, and one without a model', async () => {
  const error = await refusal(openModel(join(root, 'nowhere')));
  assert.equal(error.code, 'no-model');
  assert.match(error.message, /nowhere.*model\.json/);
});

test('weights cut short', async () => {
  const dir = await saved('short');
  truncateSync(join(dir, 'model.safetensors'), 1000);
  const error = await refusal(openModel(dir));
  assert.equal(error.code, 'weights-truncated');
  assert.match(error.message, /1000 of \d+ bytes/);
});

test('one changed byte in the weights', async () => {
  const dir = await saved('byte');
  const path = join(dir, 'model.safetensors');
  const bytes = readFileSync(path);
  bytes[bytes.length - 5]! ^= 1;
  writeFileSync(path, bytes);
  assert.equal((await refusal(openModel(dir))).code, 'weights-changed');
});

test('weights that are missing', async () => {
  const dir = await saved('missing');
  rmSync(join(dir, 'model.safetensors'));
  assert.equal((await refusal(openModel(dir))).code, 'weights-missing');
});

test('damaged cards: not JSON, of something else, from the future, pointing out of the folder', async () => {
  const dir = await saved('cards');
  const path = join(dir, 'model.json');
  const good = JSON.parse(readFileSync(path, 'utf8'));
  const cases: [string, string][] = [
    ['{ "format": "cap', 'bad-card'],
    ['{ "hello": 1 }', 'bad-card'],
    [JSON.stringify({ ...good, version: 2 }), 'newer-format'],
    [JSON.stringify({ ...good, weights: '../byte/model.safetensors' }), 'bad-card'],
    [JSON.stringify({ ...good, sha256: 'x' }), 'bad-card'],
    [JSON.stringify({ ...good, architecture: 'cifarResnet21' }), 'unknown-architecture'],
    [JSON.stringify({ ...good, architecture: '__proto__' }), 'unknown-architecture'],
    [JSON.stringify({ ...good, options: { ...good.options, classes: -1 } }), 'bad-options'],
  ];
  for (const [text, code] of cases) {
    writeFileSync(path, text);
    const error = await refusal(openModel(dir));
    assert.equal(error.code, code, `${text.slice(0, 60)}: ${error.message}`);
  }
  writeFileSync(path, JSON.stringify({ ...good, architecture: 'cifarResnet21' }));
  assert.match((await refusal(openModel(dir))).message, /did you mean 'cifarResnet20'/);
});

test('the state of another model: the first keys are named and the rest counted', async () => {
  const dir = await saved('other');
  const path = join(dir, 'model.json');
  const good = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify({ ...good, architecture: 'cifarResnet32' }));
  const deeper = await refusal(openModel(dir));
  assert.equal(deeper.code, 'state-mismatch');
  assert.match(deeper.message, /72 keys are missing.*layer1\.3\.conv1\.weight, .* … and 66 more/s);
  writeFileSync(path, JSON.stringify({ ...good, options: { ...good.options, classes: 4 } }));
  const wider = await refusal(openModel(dir));
  assert.match(wider.message, /linear\.weight \(3, 64\) where the model has \(4, 64\)/);
});

test('a writer that was stopped between its two renames leaves the new model readable', async () => {
  const dir = await saved('torn');
  const next = join(root, 'torn-next');
  manualSeed(2);
  const written = await saveModel(next, cifarResnet20(options), card);
  copyFileSync(join(next, 'model.json'), join(dir, 'model.json.next'));
  copyFileSync(join(next, 'model.safetensors'), join(dir, 'new'));
  renameSync(join(dir, 'new'), join(dir, 'model.safetensors'));
  assert.equal((await openModel(dir)).card.sha256, written.sha256);
});

test('a save that fails leaves the model before it whole', { skip: process.platform === 'win32' }, async () => {
  const dir = await saved('kept');
  const before = (await openModel(dir)).card.sha256;
  const model = cifarResnet20(options);
  // JSON can't hold this, so the write fails after the weights were written.
  const bad = { ...card, preprocessing: { toJSON: () => assert.fail('no') } };
  assert.equal((await refusal(saveModel(dir, model, bad))).code, 'write-failed');
  assert.equal((await openModel(dir)).card.sha256, before);
});

test('a model of numbers without classes, and one for tables, open as they were', async () => {
  manualSeed(4);
  const model = mlp({ channels: 5, classes: 3, hidden: [8], dropout: 0.5 });
  const numbers = { ...card, classes: [], input: { ...card.input, shape: [-1, 5] } };
  await saveModel(join(root, 'mlp'), model, numbers);
  const opened = await openModel(join(root, 'mlp'));
  assert.deepEqual(opened.card.options, { channels: 5, classes: 3, hidden: [8], dropout: 0.5 });
  model.eval();
  const x = ones([2, 5]);
  assert.deepEqual(inferenceMode(() => opened.model(x)).toArray(), inferenceMode(() => model(x)).toArray());
  assert.equal(mlp({ channels: 5, hidden: [] }).parameters().length, 2);
  assert.throws(() => mlp({ hidden: [0] }), { code: 'bad-options', message: /hidden.*list of whole numbers above 0/ });
});

test('resnet18 from weights of another number of classes gets a fresh last layer', async () => {
  manualSeed(3);
  const source = resnet18({ classes: 10, stem: 'small' });
  const path = join(root, 'resnet18.safetensors');
  await save(source.stateDict(), path);
  assert.equal(resnet18({ weights: path, stem: 'small' }).fc.weight.shape[0], 10);
  const model = resnet18({ weights: path, stem: 'small', classes: 2 });
  assert.deepEqual(model.fc.weight.shape, [2, 512]);
  assert.deepEqual(model.conv1.weight.detach().toArray(), source.conv1.weight.detach().toArray());
  const state = await load(path);
  delete state['layer1.0.conv1.weight'];
  state['layer9.weight'] = ones([1]);
  const broken = join(root, 'broken.safetensors');
  await save(state, broken);
  assert.throws(
    () => resnet18({ weights: broken, stem: 'small' }),
    (error: ModelError) =>
      error.code === 'state-mismatch' &&
      /layer1\.0\.conv1\.weight/.test(error.message) &&
      /layer9\.weight/.test(error.message),
  );
  assert.throws(() => resnet18({ weights: join(root, 'none.safetensors') }), { code: 'weights-missing' });
  writeFileSync(join(root, 'noise.safetensors'), 'no tensors here');
  assert.throws(() => resnet18({ weights: join(root, 'noise.safetensors') }), { code: 'weights-unreadable' });
});

test('options that are wrong are named with what they may be', () => {
  assert.throws(() => resnet18({ clases: 3 } as never), /did you mean 'classes'/);
  assert.throws(() => resnet18({ stem: 'tiny' as never }), /'imagenet' or 'small'/);
  assert.throws(() => cifarResnet20({ channels: 0 }), /whole number above 0/);
});

test('any channels and sizes; a model knows whether its weights were changed', () => {
  const model = cifarResnet20({ channels: 2, classes: 4 });
  assert.deepEqual(model(ones([3, 2, 28, 20])).shape, [3, 4]);
  assert.ok(isFresh(model));
  model.loadStateDict(cifarResnet20({ channels: 2, classes: 4 }).stateDict());
  assert.ok(!isFresh(model));
});
