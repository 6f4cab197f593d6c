// Boxes round blood cells on BCCD's photographs, the repository's own split: FCOS from scratch on one core. The test split is
// opened once, by the model that was best on validation. Stopped, it goes on where it was: run it again.
//
//   npm run node -- bench/quality/boxes.ts [--epochs N] [--seed N] [--runs DIR]
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { boxFolder, colorJitter, horizontalFlip, randomResizedCrop, verticalFlip } from '@capstan/data';
import { openLedger } from '@capstan/ledger';
import { fcos } from '@capstan/models';
import { setNumThreads } from '@capstan/torch';
import { adamw, defineProject, evaluateRun, fit, oneCycle, openFeed } from '@capstan/train';

const { values } = parseArgs({
  options: {
    epochs: { type: 'string', default: '40' },
    seed: { type: 'string', default: '0' },
    runs: { type: 'string', default: 'runs/boxes' },
  },
});
const root = join(process.env.CAPSTAN_DATA ?? '../shared/data', 'bccd', 'BCCD');
const [epochs, seed] = [Number(values.epochs), Number(values.seed)];
setNumThreads(1);

const augment = [
  horizontalFlip(),
  verticalFlip(),
  randomResizedCrop(undefined, { scale: [0.5, 1] }),
  colorJitter({ brightness: 0.2, contrast: 0.2, saturation: 0.2 }),
];
const project = defineProject({
  name: 'cells with boxes',
  data: boxFolder(root, { size: [240, 320], augment }),
  task: 'detection',
  model: fcos({ backbone: 'resnet18', trunk: 16, width: 48, layers: 2, extra: false }),
  optimizer: adamw({ lr: 0.002, weightDecay: 0.01 }),
  schedule: oneCycle({ maxLr: 0.002, pctStart: 0.15 }),
  train: { epochs, batchSize: 4, seed, clipGradNorm: 10, device: 'cpu', checkpoint: { everyMinutes: 2 } },
});

using ledger = openLedger(join(values.runs, 'ledger.db'));
const runDir = join(values.runs, `seed-${seed}-${epochs}`);
const resume = existsSync(runDir) && readdirSync(runDir).includes('last.json');
const data = await openFeed(project.data);
const began = performance.now();
const result = await fit(project, {
  ...{ ledger, runDir, data, ...(resume ? { resume: true } : {}) },
  onProgress(event) {
    if (event.kind !== 'epoch') return;
    const { epoch, trainLoss, validationLoss, validationMetrics, seconds } = event.record;
    const figures = [trainLoss, validationLoss, validationMetrics?.boxMap50 ?? Number.NaN].map((value) =>
      value.toFixed(4),
    );
    console.log(`epoch ${epoch}  ${figures.join('  ')}  ${seconds.toFixed(0)} s  ${event.best ? 'best' : ''}`);
  },
});
console.log(`trained in ${((performance.now() - began) / 60_000).toFixed(1)} minutes here: ${result.stopped}`);
if (result.stopped === 'done') {
  const { report } = await evaluateRun({ result, data, project, ledger });
  console.log(JSON.stringify(report, null, 1));
}
