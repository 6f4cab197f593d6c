// The best epoch by a metric: of the list, or of one's own.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type Metric, metric, metrics, metricsOf, tallies } from '@capstan/evaluate';
import { openLedger } from '@capstan/ledger';
import { nn, randn, setNumThreads } from '@capstan/torch';
import { evaluateModel, fit, type Project, sgd, TrainError, tensorData } from '../index.ts';
import { readBest } from '../project/best.ts';
import { blobs } from '../testing/blobs.ts';
import { isBetter } from './close-epoch.ts';
import type { EpochRecord } from './history.ts';

setNumThreads(1);
const root = mkdtempSync(join(tmpdir(), 'capstan-best-'));
after(() => rmSync(root, { recursive: true, force: true }));
const ledger = openLedger(':memory:');
after(() => ledger.close());

const own = metric({
  kind: 'firstFound',
  label: 'first class found',
  about: 'How much of the first class is found.',
  better: 'higher',
  range: [0, 1],
  shown: 'percent',
  tally: tallies.confusionCounts,
  value: ([row = []]) => row[0]! / row.reduce((sum, n) => sum + n, 0),
});

const valueIn = (record: EpochRecord, kind: string) =>
  kind === 'accuracy' ? record.validationAccuracy : record.validationMetrics?.[kind];

test('each metric of classes, and one of your own, chooses the best epoch and is kept with it', async () => {
  for (const each of [...metricsOf(metrics, 'classes'), own]) {
    if (each.kind === 'top5') continue; // of two classes it is not defined
    const { kind, better } = each;
    const best = each === own ? own : (kind as NonNullable<NonNullable<Project['train']>['best']>); // of the list
    const project = blobs({ train: { epochs: 3, best } });
    const result = await fit(project, { ledger, runDir: join(root, kind) });
    const values = result.history.map((record) => valueIn(record, kind)!);
    const top = better === 'higher' ? Math.max(...values) : Math.min(...values);
    assert.equal(values[result.best!.epoch - 1], top, kind);
    if (kind !== 'accuracy') assert.deepEqual([...ledger.metrics(result.run, `validation/${kind}`).values], values);
    if (each === own || project.data.kind !== 'tensors') continue;
    const { model: build } = project;
    const seen = await evaluateModel(result.bestDir, project.data, 'validation', {
      build: () => (build as (shape: object) => nn.Module)({ channels: 4, classes: 2 }), // blobs gives a function
    });
    assert.ok(seen.task === 'classification');
    assert.ok(Math.abs(seen.report.metrics[kind]! - top) < 1e-12, `${kind}: ${seen.report.metrics[kind]} and ${top}`);
  }
});

test('a metric of numbers chooses among models of numbers', async () => {
  const part = (count: number) => {
    const input = randn([count, 4]);
    return { input, target: input.sum(1, { keepdim: true }) };
  };
  const data = tensorData({ train: part(256), validation: part(64) });
  const project = blobs({
    data,
    model: () => new nn.Linear(4, 1),
    optimizer: sgd({ lr: 0.05 }),
    train: { best: 'r2' },
  });
  const { best, history } = await fit(project, { ledger, runDir: join(root, 'numbers') });
  assert.equal(best!.validationMetrics!.r2, Math.max(...history.map((record) => record.validationMetrics!.r2!)));
});

test('a metric that there is not, or of other targets, is refused with those that fit', async () => {
  const train = { best: 'makroF1' as 'macroF1' }; // as written without types
  const refused = (code: string, words: RegExp) => (error: unknown) =>
    error instanceof TrainError && error.code === code && words.test(error.message);
  await assert.rejects(fit(blobs({ train })), refused('bad-project', /received 'makroF1'\.\s+Did you mean 'macroF1'/));
  await assert.rejects(fit(blobs({ train: { best: 'r2' } }), { ledger }), refused('bad-project', /accuracy, /));
  assert.throws(() => readBest(3), refused('unknown-kind', /none of them/));
});

test('where a metric is equal, or not defined, the loss decides', () => {
  const other = { epoch: 1, step: 1, lr: 0.1, trainLoss: 1, seconds: 1, imagesPerSecond: 1 };
  const record = (validationLoss: number, macroF1?: number): EpochRecord => ({
    ...other,
    validationLoss,
    ...(macroF1 !== undefined && { validationMetrics: { macroF1 } }),
  });
  const by: Metric = metrics.macroF1;
  assert.equal(isBetter(record(2, 0.5), record(1, 0.4), by), true);
  assert.equal(isBetter(record(2, 0.5), record(1, 0.5), by), false);
  assert.equal(isBetter(record(0.5, 0.5), record(1, 0.5), by), true);
  assert.equal(isBetter(record(0.5), record(1, 0.1), by), false);
  assert.equal(isBetter(record(0.5), record(1), by), true);
});
