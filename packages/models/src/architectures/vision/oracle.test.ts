// Against torchvision 0.26.0's own: fixtures/vision.json, recorded by tools/record.py. From the weights of seed 0, stirred by
// a formula that both sides know, in evaluation, where nothing is drawn.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  getDefaultDevice,
  manualSeed,
  type nn,
  noGrad,
  setDefaultDevice,
  setNumThreads,
  type Tensor,
} from '@capstan/torch';
import { buildModel } from '../registry.ts';
import { picture, sine } from '../testing/sine.ts';

interface Case {
  architecture: string;
  options: { classes: number };
  input: number[];
  parameters: number;
  keys: string[];
  weightSums: Record<string, number>;
  eval: number[];
  inputGradientNorm: number;
}
type Names = Pick<Case, 'architecture' | 'options' | 'parameters' | 'keys'>;

const { cases, names }: { cases: Case[]; names: Names[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../fixtures/vision.json'), 'utf8'),
);

setNumThreads(1);

/** As `stir` of the script: statistics and vectors that are not all 0 or 1, so that an output shows each of them. */
function stir(model: nn.Module): void {
  const state = model.stateDict();
  const keys = Object.keys(state).toSorted((a, b) => (a < b ? -1 : 1));
  noGrad(() =>
    keys.forEach((key, i) => {
      const value = state[key]!;
      if (value.shape.length === 0) return;
      if (value.shape.length === 1 || key.endsWith('layer_scale')) {
        value.copy_(sine(value.shape, 0.7, i, 0.25, /(bias|mean)$/.test(key) ? 0 : 1));
      } else if (!value.ne(0).any().item()) value.copy_(sine(value.shape, 0.7, i, 0.1, 0));
    }),
  );
}

const total = (parameter: Tensor) => parameter.detach().sum({ dtype: 'float64' }).item();

function assertNames(model: nn.Module, expected: Names): void {
  assert.equal(
    model.parameters().reduce((sum, parameter) => sum + parameter.numel(), 0),
    expected.parameters,
  );
  const keys = Object.entries(model.stateDict()).map(([key, value]) => `${key} ${value.shape.join(',')}`);
  assert.deepEqual(keys.toSorted(), expected.keys.toSorted());
}

for (const expected of names) {
  test(`${expected.architecture} has torchvision's names and shapes`, () => {
    const before = getDefaultDevice();
    setDefaultDevice('meta'); // shapes alone: some of these are half a gigabyte
    try {
      assertNames(buildModel(expected.architecture, expected.options), expected);
    } finally {
      setDefaultDevice(before);
    }
  });
}

for (const expected of cases) {
  test(`${expected.architecture} is torchvision's: names, shapes, weights of seed 0, output, gradient`, () => {
    manualSeed(0);
    const model = buildModel(expected.architecture, expected.options);
    assertNames(model, expected);
    for (const [key, parameter] of model.namedParameters()) {
      const sum = expected.weightSums[key];
      if (sum === undefined) continue;
      assert.ok(Math.abs(total(parameter) - sum) < Math.sqrt(parameter.numel()) * 1e-4, `${key} has other weights`);
    }
    stir(model);
    model.eval();
    const input = picture(expected.input).requiresGrad_();
    const output = model(input);
    const scale = Math.max(...expected.eval.map(Math.abs));
    output
      .detach()
      .data()
      .forEach((value, i) => {
        assert.ok(
          Math.abs(Number(value) - expected.eval[i]!) <= 1e-5 * scale,
          `output ${i}: ${value}, not ${expected.eval[i]}`,
        );
      });
    output.square().mean().backward();
    const norm = input.grad!.to('float64').norm().item();
    assert.ok(
      Math.abs(norm / expected.inputGradientNorm - 1) < 1e-3,
      `gradient ${norm}, not ${expected.inputGradientNorm}`,
    );
  });
}
