// Trains in a process of its own, which may be ended at any moment: node train-child.ts tables|pictures DIR EVERY [resume]
import { join } from 'node:path';
import { type Columns, pipeline, split, standardScaler } from '@capstan/data';
import { openLedger } from '@capstan/ledger';
import { nn, setNumThreads } from '@capstan/torch';
import { fit, oneCycle, type Project, sgd, tableData } from '../index.ts';
import { digitsProject } from './digits.ts';

setNumThreads(1);
const [what, dir, every, resume] = process.argv.slice(2);
if (!dir || !every) throw new Error('usage: train-child.ts tables|pictures DIR EVERY [resume]');
const train = { checkpoint: { everySteps: Number(every) } };
const project = what === 'pictures' ? await digitsProject(dir, { train }) : tables();

using ledger = openLedger(join(dir, 'ledger.db'));
const result = await fit(project, {
  ledger,
  runDir: join(dir, 'run'),
  resume: resume === 'resume',
  onProgress: (event) => {
    if (event.kind === 'start') console.log('start');
    if (event.kind === 'checkpoint') console.log(`checkpoint ${event.step}`);
  },
});
console.log(`done ${result.run}`);

/** 800 rows of a table whose answer follows from two columns, with dropout, so that there is chance in it. */
function tables(): Project {
  const draw = (i: number, k: number) => ((i * 7919 + k * 104_729) % 1009) / 1009;
  const column = (k: number) => Float64Array.from({ length: 800 }, (_, i) => draw(i, k));
  const answer = Array.from({ length: 800 }, (_, i) => (draw(i, 1) + draw(i, 2) > 1 ? 'yes' : 'no'));
  const columns: Columns = { a: column(1), b: column(2), c: column(3), answer };
  const folds = split(columns, { stratify: 'answer', seed: 2 });
  return {
    name: 'test-table',
    data: tableData(pipeline([standardScaler(['a', 'b', 'c'])], { target: 'answer' }), folds),
    model: ({ channels, classes }) =>
      new nn.Sequential(
        new nn.Linear(channels, 32),
        new nn.ReLU(),
        new nn.Dropout({ p: 0.2 }),
        new nn.Linear(32, classes),
      ),
    optimizer: sgd({ lr: 0.05 }),
    schedule: oneCycle(),
    train: { epochs: 10, batchSize: 16, seed: 5, ...train },
  };
}
