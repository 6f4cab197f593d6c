// A project's own loss, optimizer and schedule, as functions in the project file.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openLedger } from '@capstan/ledger';
import { F, optim, setNumThreads, type Tensor } from '@capstan/torch';
import { constant, crossEntropy, fit, type ProgressEvent, type Project, sgd, stepLR } from '../index.ts';
import { blobs } from '../testing/blobs.ts';

setNumThreads(1);
const root = mkdtempSync(join(tmpdir(), 'capstan-own-'));
after(() => rmSync(root, { recursive: true, force: true }));
const ledger = openLedger(':memory:');
after(() => ledger.close());

const own: Partial<Project> = {
  loss: function ownEntropy(output: Tensor, target: Tensor) {
    return F.crossEntropy(output, target);
  },
  optimizer: (parameters) => new optim.SGD(parameters, { lr: 0.1, momentum: 0.9 }),
  schedule: (step, steps) => 0.1 ** Math.floor((2 * step) / steps), // a tenth from the middle on
};
const listed: Partial<Project> = {
  loss: crossEntropy(),
  optimizer: sgd({ lr: 0.1, momentum: 0.9 }),
  schedule: stepLR({ stepSize: 2, gamma: 0.1 }),
};
const losses = async (name: string, change: Partial<Project>) => {
  const { history, run } = await fit(blobs({ ...change, train: { epochs: 4 } }), { ledger, runDir: join(root, name) });
  return { run, losses: history.map(({ trainLoss, validationLoss, lr }) => [trainLoss, validationLoss, lr]) };
};

test('functions of your own train to the same bits as the values of the lists that do the same', async () => {
  const theirs = await losses('own', own);
  assert.deepEqual(theirs.losses, (await losses('listed', listed)).losses);
  assert.notDeepEqual(theirs.losses, (await losses('other', { ...listed, schedule: constant() })).losses);
  const { params } = ledger.run(theirs.run);
  assert.equal(params['loss.kind'], 'own ownEntropy');
  assert.ok(!existsSync(join(root, 'own/project.json')), 'code is not kept as JSON');
});

test('a run of functions goes on to the same bits', async () => {
  const project = blobs({ ...own, train: { epochs: 4 } });
  const straight = await fit(project, { ledger, runDir: join(root, 'straight') });
  const stop = new AbortController();
  const onProgress = (event: ProgressEvent) => event.kind === 'epoch' && event.record.epoch === 3 && stop.abort();
  await fit(project, { ledger, runDir: join(root, 'broken'), signal: stop.signal, onProgress });
  const on = await fit(project, { ledger, resume: join(root, 'broken') });
  const bare = ({ history }: typeof on) => history.map(({ seconds: _, imagesPerSecond: __, ...rest }) => rest);
  assert.deepEqual(bare(on), bare(straight));
});

test('a maker that was not called is no function of your own', async () => {
  const forgotten = [
    { loss: crossEntropy as unknown as NonNullable<Project['loss']> }, // as written without types
    { optimizer: sgd as unknown as NonNullable<Project['optimizer']> },
    { schedule: stepLR as unknown as NonNullable<Project['schedule']> },
  ];
  for (const change of forgotten) {
    await assert.rejects(fit(blobs(change), { ledger }), {
      code: 'bad-project',
      message: /a function that was not called/,
    });
  }
});
