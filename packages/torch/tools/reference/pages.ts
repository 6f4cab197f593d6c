// Which page an export stands on: by the file that declares it and its name, `file#name`; the first rule that fits.

/** One page of the reference. */
export interface Page {
  file: string;
  title: string;
  intro: string;
}

export const PAGES: Page[] = [
  {
    file: 'tensor',
    title: 'Tensor',
    intro:
      'What a tensor is and can do. The operators are methods too, under PyTorch’s names in camel case: [operators](operators.md).',
  },
  { file: 'creation', title: 'Creation', intro: 'Functions that make tensors.' },
  {
    file: 'operators',
    title: 'Operators',
    intro: 'Any operator of any library that is loaded, and an [index](#index) of aten’s.',
  },
  {
    file: 'functions',
    title: 'Functions',
    intro:
      'Functions whose arguments are shaped before aten is called, as in Python; they stand before operators of the same name.',
  },
  { file: 'autograd', title: 'Autograd', intro: 'Gradients, and functions with a backward of their own.' },
  {
    file: 'func',
    title: 'func: functions of functions',
    intro: 'They nest: `vmap` of `grad` is a gradient for each example.',
  },
  {
    file: 'memory',
    title: 'Memory',
    intro:
      'Who frees a tensor, what is held, and how threads share it. See [memory and threads](../memory-and-threads.md).',
  },
  { file: 'devices', title: 'Devices', intro: 'GPUs, the default device, cuDNN. See [GPUs](../gpus.md).' },
  { file: 'context', title: 'Context', intro: 'Random numbers, threads, determinism, mixed precision, versions.' },
  {
    file: 'nn',
    title: 'nn: layers',
    intro: 'Modules and what they are made of. Losses and initialisers have pages of their own.',
  },
  {
    file: 'functional',
    title: 'nn.functional: functions',
    intro: '`F` is `nn.functional`. Losses have [a page of their own](losses.md).',
  },
  { file: 'losses', title: 'Losses', intro: 'As functions of `F` and as modules of `nn`.' },
  { file: 'init', title: 'nn.init: initialisers', intro: 'They fill a tensor in place and return it.' },
  { file: 'optim', title: 'optim: optimizers', intro: 'Each takes parameters or groups of them, and options.' },
  {
    file: 'schedules',
    title: 'optim.lrScheduler: schedules',
    intro: 'They change an optimizer’s learning rates: call `step()` after the optimizer’s.',
  },
  {
    file: 'data',
    title: 'data: datasets, samplers, loader',
    intro: 'What stands beside tensors; files are read by `@capstan/data`.',
  },
  {
    file: 'distributed',
    title: 'distributed: several processes',
    intro: 'See [training on several processes](../distributed.md).',
  },
  {
    file: 'safetensors',
    title: 'safetensors: save and load',
    intro: 'Tensors on disk, without code: a file that is opened runs nothing.',
  },
  { file: 'profiler', title: 'Profiler', intro: 'What ran, how long it took, what went in and out.' },
  {
    file: 'testing',
    title: 'testing',
    intro: 'Comparison with tolerance, gradients against differences, recorded numbers.',
  },
  { file: 'errors', title: 'Errors', intro: 'Codes and what to do about each: [errors](../errors.md).' },
];

const RULES: [pattern: RegExp, page: string][] = [
  [/#(memory|emptyCache|MemoryFigures)$/, 'memory'],
  [/(profiler|flops)\.ts#|#observeCalls$/, 'profiler'],
  [/nn\/loss\/(?!classes\/adaptive)/, 'losses'],
  [/nn\/functional\//, 'functional'],
  [/nn\/init\.ts#/, 'init'],
  [/nn\//, 'nn'],
  [/optim\/lr-scheduler\//, 'schedules'],
  [/optim\//, 'optim'],
  [/data\//, 'data'],
  [/distributed\//, 'distributed'],
  [/testing\//, 'testing'],
  [/(safetensors|save-checkpoint|nested-state)\.ts#/, 'safetensors'],
  [/func\//, 'func'],
  [/(autograd|functional|checkpoint|hooks|anomaly)\.ts#/, 'autograd'],
  [/(scope|share|memory)\.ts#/, 'memory'],
  [/functions\//, 'functions'],
  [/(cuda|device|backends)\.ts#/, 'devices'],
  [/(context|random-state)\.ts#/, 'context'],
  [/create\.ts#/, 'creation'],
  [/(dispatch|generator-like|ops|library)\.ts#/, 'operators'],
  [/errors\.ts#/, 'errors'],
  [/(tensor|to|print|dtype|complex|indexing)\.ts#/, 'tensor'],
];

/** The page for what a file of src/ declares under a name. */
export function pageOf(file: string, name: string): string {
  const rule = RULES.find(([pattern]) => pattern.test(`${file}#${name}`));
  if (!rule) throw new Error(`${name} of ${file} has no page: add a rule to tools/reference/pages.ts`);
  return rule[1];
}
