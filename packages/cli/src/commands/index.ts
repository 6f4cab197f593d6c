import type { Entry } from './contract.ts';

/** Every command, in the order of `capstan --help`. Each is loaded when it is called, so that help starts no engine. */
export const commands: readonly Entry[] = [
  {
    name: 'start',
    summary: 'The main job: ten thousand handwritten digits become a trained model that answers over HTTP.',
    load: () => import('./start.ts'),
  },
  {
    name: 'init',
    summary: 'Looks at a folder or a table and writes a capstan.config.ts that suits it into the current folder.',
    load: () => import('./init.ts'),
  },
  {
    name: 'data',
    summary:
      'Reads a folder of pictures, recordings or texts, or a table, whole and reports what is in it and what is wrong; cleans tables; says what came from what.',
    load: () => import('./data.ts'),
  },
  {
    name: 'train',
    summary:
      'Trains a model on a folder of pictures or texts, or on a table, evaluates it on what it has not seen, and writes a report.',
    load: () => import('./train.ts'),
  },
  {
    name: 'evaluate',
    summary: 'Measures a trained model by the figures of its task, and writes a report.',
    load: () => import('./evaluate.ts'),
  },
  {
    name: 'predict',
    summary: 'Writes what a trained model says of the rows of a table, or of the pictures of a folder, as CSV.',
    load: () => import('./predict.ts'),
  },
  {
    name: 'serve',
    summary:
      'Answers over HTTP with models that were trained: a page, POST /predict, and the Open Inference Protocol v2.',
    load: () => import('./serve.ts'),
  },
  {
    name: 'runs',
    summary: 'Lists what was run, how good it was and what it cost; shows one run; compares two.',
    load: () => import('./runs.ts'),
  },
  {
    name: 'plan',
    summary:
      'Works a capital plan out with what the ledger measured: cash, risk of ruin, what drives it, what to buy next.',
    load: () => import('./plan.ts'),
  },
  {
    name: 'bill',
    summary:
      "Reads what providers charged into the ledger, by month and run; writes the ledger's runs in FOCUS's form.",
    load: () => import('./bill.ts'),
  },
  {
    name: 'setup',
    summary: "Makes this machine ready: PyTorch's engine, the addon for it, a Node that is new enough.",
    load: () => import('./setup.ts'),
  },
  {
    name: 'doctor',
    summary: 'Says what this machine has, what is missing and how to get it.',
    load: () => import('./doctor.ts'),
  },
];
