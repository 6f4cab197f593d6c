// What plural.test.ts adds: of each plural thing one file, and the one line of its list. `only` names the tests of its suite that
// look at it, without those that hold the list against something outside it: the engine's own list, the manual, a recorded file.

/** One new thing of a list. */
export interface Addition {
  what: string;
  /** The new file and what is in it, from the root of the checkout. */
  file: string;
  text: string;
  /** The list, and its new line. */
  list: string;
  line: string;
  suite: string;
  only: string;
}

export const additions: readonly Addition[] = [
  {
    what: 'optimizer',
    file: 'packages/train/src/optimizers/plain-descent.ts',
    text: `import { optim } from '@capstan/torch';
import { positive } from '../values/option-kind.ts';
import { optimizer } from './contract.ts';

 export const plainDescent = optimizer({
  kind: 'plainDescent',
  about: 'Steps against the gradient, and nothing else.',
  options: { lr: positive },
  defaults: { lr: 0.01 },
  create: (parameters, { lr }) => new optim.SGD(parameters, { lr }),
});`,
    list: 'packages/train/src/optimizers/index.ts',
    line: "export { plainDescent } from './plain-descent.ts';",
    suite: 'packages/train/src/optimizers/conformance.test.ts',
    only: '^optimizer: |^each comes nearer',
  },
  {
    what: 'schedule',
    file: 'packages/train/src/schedules/halving.ts',
    text: `import { optim } from '@capstan/torch';
import { whole } from '../values/option-kind.ts';
import { per, schedule } from './contract.ts';

 export const halving = schedule({
  kind: 'halving',
  about: 'Half the rate after every so many turns.',
  options: { every: whole(1), per },
  defaults: { every: 10, per: 'auto' },
  natural: 'epoch',
  spansRun: () => false,
  create: (optimizer, { every }) => new optim.lrScheduler.StepLR(optimizer, { stepSize: every, gamma: 0.5 }),
});`,
    list: 'packages/train/src/schedules/index.ts',
    line: "export { halving } from './halving.ts';",
    suite: 'packages/train/src/schedules/conformance.test.ts',
    only: '^schedule: |^each gives a rate',
  },
  {
    what: 'metric',
    file: 'packages/evaluate/src/metrics/labels/worst-recall.ts',
    text: `import { metric } from '../contract.ts';
import { confusionCounts } from '../tallies/confusion.ts';

 export const worstRecall = metric({
  kind: 'worstRecall',
  label: 'recall, worst class',
  about: 'How much is found of the class that is found least.',
  better: 'higher',
  range: [0, 1],
  shown: 'percent',
  tally: confusionCounts,
  value: (counts) => Math.min(...counts.flatMap((row, c) => row.some((n) => n > 0) ? [row[c]! / row.reduce((a, b) => a + b)] : [])),
});`,
    list: 'packages/evaluate/src/metrics/index.ts',
    line: "export { worstRecall } from './labels/worst-recall.ts';",
    suite: 'packages/evaluate/src/metrics/conformance.test.ts',
    only: '^worstRecall: ',
  },
  {
    what: 'architecture',
    file: 'packages/models/src/architectures/straight-line.ts',
    text: `import { nn } from '@capstan/torch';
import { architecture, type ModelOptions } from './contract.ts';
import { described } from './description.ts';
import { checkOptions } from './options.ts';

 export const straightLine = architecture(
  { about: 'Logistic or linear regression of the rows of a table.', takes: 'rows' },
  (options: ModelOptions = {}) => {
    checkOptions('straightLine', options, ['classes', 'channels']);
    return described(new nn.Linear(options.channels ?? 1, options.classes ?? 2), 'straightLine', options);
  },
);`,
    list: 'packages/models/src/architectures/index.ts',
    line: "export { straightLine } from './straight-line.ts';",
    suite: 'packages/models/src/architectures/conformance.test.ts',
    only: '^straightLine: ',
  },
  {
    what: 'augmentation',
    file: 'packages/data/src/images/augment/look/negative.ts',
    text: `import { painter } from '../contract.ts';
import { chance } from '../fields.ts';

 export const negativeKind = painter('negative', {
  help: 'turns light into dark',
  fields: { p: chance(0.5) },
  paint: (pixels) => ({ ...pixels, data: pixels.data.map((value) => 255 - value) }),
});

 export function negative(p?: number) {
  return negativeKind.make({ p });
}`,
    list: 'packages/data/src/images/augment/kinds.ts',
    line: "export { negative, negativeKind } from './look/negative.ts';",
    suite: 'packages/data/src/images/augment/conformance.test.ts',
    only: '^negative |^every augmentation',
  },
  {
    what: 'cleaning step',
    file: 'packages/data/src/repair/steps/cells/upper.ts',
    text: `import { z } from 'zod';
import { name } from '../../../table/engine.ts';
import { cleaning } from '../contract.ts';
import { column } from '../fields.ts';

 export const upperStep = cleaning({
  step: 'upper',
  about: 'A text in capitals.',
  examples: [{ step: 'upper', column: 'town' }],
  schema: z.strictObject({ step: z.literal('upper'), column }),
  run: ({ column: of }) => ({ replace: { [of]: 'upper(' + name(of) + ')' } }),
});`,
    list: 'packages/data/src/repair/steps/index.ts',
    line: "export { upperStep as upper } from './cells/upper.ts';",
    suite: 'packages/data/src/repair/steps/conformance.test.ts',
    only: '^upper: |^a value comes back|^its maker|^the JSON schema names every step',
  },
  {
    what: 'price source',
    file: 'packages/capital/src/source/prices/sources/flat.ts',
    text: `import { kinds } from '@capstan/base';
import { priceRow } from '../price.ts';
import { option, priceSource } from './contract.ts';

 export const flat = priceSource<'flat', { asOf: string }>({
  kind: 'flat',
  about: 'A line a chip: its name and what an hour of it costs.',
  options: { asOf: option(kinds.text, 'the day of the prices, YYYY-MM-DD') },
  needs: ['asOf'],
  recognises: (columns) => columns.join() === 'chip,hour',
  read: (text, { asOf }) => text.trim().split('\\n').slice(1).map((line) => {
    const [chip = '', hour] = line.split(',');
    return priceRow({ chip, provider: 'own', region: '', terms: 'on-demand', value: Number(hour), unit: 'USD/(GPU·h)', asOf, source: 'a list', confidence: 'published' });
  }),
});`,
    list: 'packages/capital/src/source/prices/sources/index.ts',
    line: "export { flat } from './flat.ts';",
    suite: 'packages/capital/src/source/prices/sources/conformance.test.ts',
    only: "^prices from 'flat' say",
  },
];
