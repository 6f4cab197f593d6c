// A model is measured as it is served, on what its run kept apart; its figures don't touch the curves.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { imageFolder, openImages } from '@capstan/data';
import { openLedger } from '@capstan/ledger';
import { nn, randn, setNumThreads } from '@capstan/torch';
import sharp from 'sharp';
import {
  evaluateModel,
  evaluateRun,
  type FitResult,
  fit,
  openForModel,
  type Project,
  sgd,
  tensorData,
  writePredictions,
  writeReport,
} from '../index.ts';
import { blobs } from '../testing/blobs.ts';

setNumThreads(1);
const root = mkdtempSync(join(tmpdir(), 'capstan-evaluation-'));
after(() => rmSync(root, { recursive: true, force: true }));
const ledger = openLedger(':memory:');
after(() => ledger.close());

let state = 1;
const random = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
};

/** 30 grey pictures of 8 × 8 about a brightness. */
async function pictures(dir: string, level: number, from = 0): Promise<void> {
  mkdirSync(dir, { recursive: true });
  for (let i = from; i < from + 30; i++) {
    const pixels = Buffer.from(
      Array.from({ length: 192 }, () => Math.max(0, Math.min(255, level + (random() - 0.5) * 40))),
    );
    await sharp(pixels, { raw: { width: 8, height: 8, channels: 3 } })
      .png()
      .toFile(join(dir, `${i}.png`));
  }
}

const trained = join(root, 'trained');
let project: Project;
let result: FitResult;

before(async () => {
  await pictures(join(trained, 'dark'), 60);
  await pictures(join(trained, 'light'), 160);
  project = {
    name: 'light-or-dark',
    data: imageFolder(trained, { size: 8, nearLeaks: 'ignore', split: { train: 0.6, validation: 0.2, test: 0.2 } }),
    model: 'cifarResnet20',
    optimizer: sgd({ lr: 0.02 }),
    train: { epochs: 4, batchSize: 16, workers: 0 },
  };
  result = await fit(project, { ledger, runDir: join(root, 'run') });
});

/** The pictures that were opened. */
function ofPictures(data: Awaited<ReturnType<typeof openForModel>>['data']) {
  assert.ok(!('batches' in data));
  return data;
}

test('pictures of another camera are prepared as the card says, not by their own mean', async () => {
  await pictures(join(root, 'other/dark'), 150); // as bright as what was light in training
  await pictures(join(root, 'other/light'), 235);
  const { data: opened, notes } = await openForModel(result.bestDir, { data: join(root, 'other') });
  const data = ofPictures(opened);
  assert.deepEqual(notes, []);
  const { report } = await evaluateModel(result.bestDir, data, 'train');
  assert.equal(report.accuracy, 0.5); // all are light to this model; by their own mean it would be 1
  const own = await openImages(imageFolder(join(root, 'other'), { size: 8, split: { train: 1 }, nearLeaks: 'ignore' }));
  assert.equal((await evaluateModel(result.bestDir, own, 'train')).report.accuracy, 0.5); // opened by anyone
});

test("a run's pictures are split as they were, though the folder has grown, and what changed is said", async () => {
  const { data: first, notes: none } = await openForModel(result.bestDir);
  assert.deepEqual(none, []);
  const before_ = { data: ofPictures(first) };
  const files = (set: { files: readonly string[] }) => [...set.files].sort();
  const kept = files(before_.data.test);
  const spare = join(root, 'spare');
  cpSync(trained, spare, { recursive: true });
  await pictures(join(trained, 'dark'), 60, 30);
  await pictures(join(trained, 'light'), 160, 30);
  rmSync(join(trained, kept[0]!));
  const { data: opened, notes } = await openForModel(result.bestDir);
  const data = ofPictures(opened);
  assert.deepEqual(files(data.test), kept.slice(1));
  assert.deepEqual(files(data.train), files(before_.data.train));
  assert.deepEqual(data.preprocessing, before_.data.preprocessing);
  assert.equal(notes.length, 1);
  assert.match(
    notes[0]!,
    /have changed since the training: 1 of 12 test pictures are gone or set aside; 60 new ones are left out/,
  );
  rmSync(trained, { recursive: true });
  cpSync(spare, trained, { recursive: true });
});

test("the best model's figures have names of their own, and the curves end with the last epoch", async () => {
  const data = await openImages(project.data as ReturnType<typeof imageFolder>);
  const { reportPath } = await evaluateRun({ result, data, project, ledger });
  const curve = ledger.metrics(result.run, 'validation/loss');
  assert.deepEqual(
    [...curve.values],
    result.history.map(({ validationLoss }) => validationLoss),
  );
  const { metrics } = ledger.run(result.run);
  assert.ok(Math.abs(metrics['best/validation/loss']! - result.best!.validationLoss) < 1e-5);
  assert.ok('test/accuracy' in metrics);
  assert.ok(readdirSync(result.dir).includes('report.html') && reportPath.endsWith('report.html'));
  const [head, ...rows] = readFileSync(join(result.dir, 'predictions.csv'), 'utf8').trim().split('\r\n');
  assert.equal(head, 'file,truth,predicted,confidence,p(dark),p(light)');
  assert.deepEqual(
    rows.map((row) => row.split(',')[0]),
    [...data.test.files],
  );
  const right = rows.filter((row) => row.split(',')[1] === row.split(',')[2]).length;
  assert.ok(Math.abs(right / rows.length - metrics['test/accuracy']!) < 1e-12);
});

test('an evaluation that is stopped leaves a run to go on with', async () => {
  const data = await openImages(project.data as ReturnType<typeof imageFolder>);
  const stop = new AbortController();
  stop.abort();
  await assert.rejects(evaluateRun({ result, data, project, ledger, signal: stop.signal }));
  assert.equal(ledger.run(result.run).status, 'stopped');
  const again = await fit(project, { ledger, resume: result.dir });
  assert.equal(again.stopped, 'done');
  await evaluateRun({ result: again, data, project, ledger });
  assert.equal(ledger.run(result.run).status, 'done');
});

test('a regression is evaluated', async () => {
  const part = (count: number) => {
    const input = randn([count, 4]);
    return { input, target: input.sum(1, { keepdim: true }) };
  };
  const data = tensorData({ train: part(256), validation: part(64) });
  const numbers = blobs({
    data,
    model: () => new nn.Linear(4, 1),
    optimizer: sgd({ lr: 0.05 }),
    train: { epochs: 20 },
  });
  const { bestDir } = await fit(numbers, { ledger, runDir: join(root, 'numbers') });
  const seen = await evaluateModel(bestDir, data, 'validation', { build: () => new nn.Linear(4, 1) });
  assert.ok(seen.task === 'regression');
  assert.equal(seen.report.count, 64);
  assert.ok(seen.report.r2 > 0.99, String(seen.report.r2));
  assert.ok(Math.abs(seen.loss - seen.report.mse) < 1e-6);
  const path = join(root, 'numbers.html');
  await writeReport(path, { title: 'Numbers', model: bestDir, validation: seen });
  assert.match(readFileSync(path, 'utf8'), /Predicted over true/);
  await writePredictions(join(root, 'numbers.csv'), seen);
  assert.equal(readFileSync(join(root, 'numbers.csv'), 'utf8').trim().split('\r\n').length, 65);
});
