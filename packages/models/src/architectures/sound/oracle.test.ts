// Against networks of the papers written in PyTorch 2.11.0: fixtures/sound.json, recorded by tools/record-sound.py.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inferenceMode, manualSeed, type nn, noGrad, setNumThreads, zeros } from '@capstan/torch';
import { buildModel, ModelError, type ModelOptions } from '../../index.ts';
import { sine } from '../testing/sine.ts';

interface Case {
  architecture: string;
  options: { classes: number; channels: number };
  frames: number;
  parameters: number;
  keys: string[];
  eval: number[];
}

const { cases }: { cases: Case[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../fixtures/sound.json'), 'utf8'),
);

setNumThreads(1);

/** As `fill` of the script. */
function fill(model: nn.Module): void {
  const state = model.stateDict();
  const keys = Object.keys(state).toSorted((a, b) => (a < b ? -1 : 1));
  noGrad(() =>
    keys.forEach((key, i) => {
      const value = state[key]!;
      const [, ...rest] = value.shape;
      if (value.shape.length === 0) return;
      if (rest.length === 0) value.copy_(sine(value.shape, 0.7, i, 0.25, /(bias|mean)$/.test(key) ? 0 : 1));
      else value.copy_(sine(value.shape, 0.7, i, 1 / Math.sqrt(rest.reduce((a, b) => a * b)), 0));
    }),
  );
}

for (const { architecture, options, frames, parameters, keys, eval: expected } of cases) {
  test(`${architecture} computes what PyTorch computes, to 1e-5`, () => {
    manualSeed(0);
    const model = buildModel(architecture, options);
    const own = Object.entries(model.stateDict()).map(([key, value]) => `${key} ${value.shape.join(',')}`);
    assert.deepEqual(own.toSorted(), keys.toSorted());
    assert.equal(
      model.parameters().reduce((sum, parameter) => sum + parameter.numel(), 0),
      parameters,
    );
    fill(model);
    model.eval();
    const output = inferenceMode(() => model(sine([2, options.channels, frames], 0.37, 0, 1.5, 0)));
    const scale = Math.max(...expected.map(Math.abs));
    Array.from(output.data(), Number).forEach((value, i) => {
      assert.ok(Math.abs(value - expected[i]!) <= 1e-5 * scale, `[${i}]: ${value} instead of ${expected[i]}`);
    });
  });
}

test('the sizes of the papers, 66 and 305 thousand but for what they count beside, and 4.8 million', () => {
  const size = (name: string, options: ModelOptions) =>
    buildModel(name, options)
      .parameters()
      .reduce((sum, parameter) => sum + parameter.numel(), 0);
  assert.equal(Math.round(size('tcResnet8', { classes: 12, channels: 40 }) / 1e3), 65);
  assert.equal(Math.round(size('tcResnet14', { classes: 12, channels: 40 }) / 1e3), 303);
  assert.equal(Math.round(size('cnn6', {}) / 1e5), 48);
});

test('a conformer whose sizes do not fit is refused; recordings of few bands and frames are taken by CNN6', () => {
  const refused = (options: ModelOptions) => assert.throws(() => buildModel('conformer', options), ModelError);
  refused({ width: 50, heads: 4 });
  refused({ size: 8 });
  const model = buildModel('cnn6', { classes: 2, channels: 4, filters: 2 }).eval();
  assert.deepEqual(inferenceMode(() => model(zeros([1, 4, 3]))).shape, [1, 2]);
});
