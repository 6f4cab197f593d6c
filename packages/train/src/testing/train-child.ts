// Trains in a process of its own, which the test may end at any moment: node train-child.ts DIR EVERY [resume]
import { join } from 'node:path';
import { openLedger } from '@capstan/ledger';
import { fit } from '../index.ts';
import { digitsProject } from './digits.ts';

const [dir, every, resume] = process.argv.slice(2);
if (!dir) throw new Error('usage: train-child.ts DIR EVERY [resume]');
using ledger = openLedger(join(dir, 'ledger.db'));
const result = await fit(await digitsProject(dir, { train: { checkpoint: { everySteps: Number(every) } } }), {
  ledger,
  runDir: join(dir, 'run'),
  resume: resume === 'resume',
  onProgress: (event) => {
    if (event.kind === 'checkpoint') console.log(`checkpoint ${event.step}`);
  },
});
console.log(`done ${result.run}`);
