// Defaults here against Python's (fixtures/defaults.json, by tools/record/record_defaults.py): of operators by the schema that a
// call without options takes, of functions, layers, optimizers and schedules by their documented options.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { camel } from '../../src/engine/names.ts';
import { native } from '../../src/engine/native.ts';
import { plan, precedence } from '../../src/engine/operator.ts';
import * as torch from '../../src/index.ts';
import { readExports } from './read.ts';

type Defaults = Record<string, Record<string, Record<string, unknown>[]>>;

// as: written by record_defaults.py
const recorded = JSON.parse(readFileSync(new URL('../../fixtures/defaults.json', import.meta.url), 'utf8')) as Defaults;

// A schema's defaults by the names of its arguments; undefined for those that must be given.
function schemaDefaults(schema: string): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  const inner = schema.slice(schema.indexOf('(') + 1, schema.lastIndexOf(') ->'));
  for (const part of inner.split(/,(?![^[(]*[\])])/)) {
    const match = /^\s*\S.*? (\w+)(?:=(.*))?$/.exec(part);
    if (match) found.set(match[1]!, match[2]);
  }
  return found;
}

function spelled(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
}

const same = (ours: string, theirs: string): boolean =>
  ours === theirs ||
  ours.replaceAll(' ', '') === theirs.replaceAll(' ', '') ||
  (ours !== '[]' && Number(ours) === Number(theirs)) ||
  ours
    .replace(/[[\]\s]/g, '')
    .split(',')
    .every((each) => each === theirs) || // [1, 1] for 1
  (ours === '[]' && theirs === 'None');

// Where a schema spells Python's default otherwise, or src/functions gives Python's before the operator is called.
const OPERATORS: Record<string, string> = {
  'cdist.compute_mode': 'src/functions: the words are numbers in the schema',
  'conv1d.padding': 'the form that takes words has its own',
  'conv2d.padding': 'the form that takes words has its own',
  'conv3d.padding': 'the form that takes words has its own',
  'norm.p': 'src/functions: 2 of a flattened tensor is the Frobenius norm',
  'stft.center': 'src/functions: the form without `center` does not centre',
  'stft.pad_mode': 'src/functions: see center',
  'cumulative_trapezoid.dx': 'None is 1 in Python',
  'trapezoid.dx': 'None is 1 in Python',
  'gradient.spacing': 'None is 1 in the kernel',
  'kthvalue.dim': 'None is −1 in Python',
  'topk.dim': 'None is −1 in Python',
  'nan_to_num.nan': 'None is 0 in the kernel',
  'std.correction': 'None is 1 in the kernel',
  'std_mean.correction': 'None is 1 in the kernel',
  'var.correction': 'None is 1 in the kernel',
  'var_mean.correction': 'None is 1 in the kernel',
};

test('an operator without options does what Python’s does', () => {
  const wrong: string[] = [];
  for (const [group, prefix] of Object.entries({ torch: '', linalg: 'linalg_', fft: 'fft_', special: 'special_' }))
    for (const [name, signatures] of Object.entries(recorded[group]!)) {
      const full = `aten::${prefix}${name}`;
      const overloads = native.resolve(full).map((schema) => ({ schema, planned: plan(schema) }));
      if (overloads.length === 0) continue;
      const texts = native.schemas(full);
      const forms = overloads
        .filter(({ planned }) => !planned.arguments.some((each) => each.keyword && each.written))
        .sort((a, b) => precedence(a.planned, b.planned))
        .map(
          ({ schema }) => texts.find((t) => t.startsWith(`${full}${schema.overload && `.${schema.overload}`}(`)) ?? '',
        )
        .map(schemaDefaults);
      for (const [option, theirs] of signatures.flatMap((each) => Object.entries(each))) {
        if (typeof theirs === 'object' && theirs !== null && '$python' in theirs) continue; // an example in the documentation
        const ours = forms.flatMap((form) => form.get(option) ?? []);
        const key = `${name}.${option}`;
        if (
          ours.every((each) => same(each, spelled(theirs))) === key in OPERATORS &&
          key !== 'stft.center' &&
          key !== 'stft.pad_mode'
        )
          wrong.push(`${key}: Python ${spelled(theirs)}, the schema ${ours.join(' or ')}`);
      }
    }
  assert.deepEqual(wrong, []);
});

test('the form that is taken first is Python’s, where another has an option that it lacks', () => {
  const x = torch.arange(40).float().sin();
  assert.deepEqual(torch.stft(x, 8, { returnComplex: true }).shape, [5, 21]); // centred
  assert.deepEqual(torch.ops.stft(x, 8, { returnComplex: true }).shape, [5, 17]); // aten's own first form is not
});

// Options that are spelled otherwise here, or whose value is the same.
const OPTIONS: Record<string, string> = {
  'F.affineGrid.alignCorners': 'None is false, with a warning',
  'F.gridSample.alignCorners': 'None is false, with a warning',
  'F.interpolate.recomputeScaleFactor': 'None is false',
  'nn.Upsample.recomputeScaleFactor': 'None is false',
  'F.tripletMarginWithDistanceLoss.distanceFunction': 'None is the pairwise distance',
  'nn.TripletMarginWithDistanceLoss.distanceFunction': 'None is the pairwise distance',
  'nn.MaxPool1d.stride': 'None is the kernel’s size',
  'nn.MaxPool2d.stride': 'None is the kernel’s size',
  'nn.MaxPool3d.stride': 'None is the kernel’s size',
  'optim.Adagrad.fused': 'the fused kernel gives the same numbers',
  'optim.Adam.fused': 'the fused kernel gives the same numbers',
  'optim.AdamW.fused': 'the fused kernel gives the same numbers',
  'optim.SGD.fused': 'the fused kernel gives the same numbers',
  'optim.Muon.adjustLrFn': 'None is original',
  'nn.Transformer.activation': 'the function goes by its name',
  'nn.TransformerDecoderLayer.activation': 'the function goes by its name',
  'nn.TransformerEncoderLayer.activation': 'the function goes by its name',
};

function read(text: string): unknown {
  try {
    return new Function(`return (${text})`)();
  } catch {
    return text;
  }
}

test('options of functions, layers, initialisers, optimizers and schedules have Python’s defaults', () => {
  const entries = new Map(readExports().map((entry) => [entry.name, entry]));
  const names: Record<string, (name: string) => string[]> = {
    functional: (name) => [`F.${camel(name)}`, `nn.functional.${camel(name)}`],
    nn: (name) => [`nn.${name}`],
    init: (name) => [`nn.init.${camel(name)}`],
    optim: (name) => [`optim.${name}`],
    lr_scheduler: (name) => [`optim.lrScheduler.${name}`],
  };
  const wrong: string[] = [];
  let compared = 0;
  for (const [group, spell] of Object.entries(names))
    for (const [name, [signature = {}]] of Object.entries(recorded[group]!)) {
      const [first = ''] = spell(name);
      const entry = spell(name).flatMap((each) => entries.get(each) ?? [])[0];
      for (const [option, theirs] of Object.entries(signature)) {
        const written = entry?.options.find((each) => each.name === camel(option))?.default;
        if (written === undefined) continue; // none by that name, or none that is written
        compared++;
        const ours = read(written);
        const equal = same(spelled(ours), spelled(theirs)) || JSON.stringify(ours) === JSON.stringify(theirs);
        if (equal === `${first}.${camel(option)}` in OPTIONS)
          wrong.push(`${first}.${camel(option)}: Python ${spelled(theirs)}, here ${written}`);
      }
    }
  assert.deepEqual(wrong, []);
  assert.ok(compared > 300, `${compared}`);
});
