// ResNets against PyTorch's own: fixtures/resnets.json, recorded by tools/record.py with torch 2.11.0 and torchvision 0.26.0.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inferenceMode, manualSeed, type nn, setNumThreads } from '@capstan/torch';
import { buildModel } from './registry.ts';
import { picture } from './testing/sine.ts';

interface Case {
  architecture: string;
  input: number[];
  parameters: number;
}
interface TorchvisionCase extends Case {
  options: { classes: number };
  seed: number;
  keys: [string, number[]][];
  weightSums: Record<string, number>;
  train: number[];
  firstGradientNorm: number;
  runningMean: number[];
}
interface CifarCase extends Case {
  weights: string;
  eval: number[];
}

const fixtures: { torchvision: TorchvisionCase[]; cifar: CifarCase[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/resnets.json'), 'utf8'),
);
const data = process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../../../shared/data');
const weights = join(data, 'w-resnet-cifar10/pretrained_models');

setNumThreads(1);

function close(actual: ArrayLike<number | bigint>, expected: number[], tolerance: number, what: string): void {
  const scale = Math.max(...expected.map(Math.abs));
  assert.equal(actual.length, expected.length, what);
  expected.forEach((value, i) => {
    const error = Math.abs(Number(actual[i]) - value);
    assert.ok(error <= tolerance * scale, `${what}[${i}]: ${actual[i]} instead of ${value}`);
  });
}

const countOf = (model: nn.Module) => model.parameters().reduce((sum, parameter) => sum + parameter.numel(), 0);

for (const expected of fixtures.torchvision) {
  test(`${expected.architecture} is torchvision's: names, shapes, weights of seed 0, output, gradient`, () => {
    manualSeed(expected.seed);
    const model = buildModel(expected.architecture, expected.options);
    assert.equal(countOf(model), expected.parameters);
    const keys = Object.entries(model.stateDict()).map(([key, value]) => [key, value.shape]);
    assert.deepEqual(keys.toSorted(), expected.keys.toSorted());
    for (const [key, parameter] of model.namedParameters()) {
      const sum = expected.weightSums[key];
      if (sum === undefined) continue;
      const spread = Math.sqrt(parameter.numel()) * 1e-4;
      assert.ok(
        Math.abs(parameter.detach().sum({ dtype: 'float64' }).item() - sum) < spread,
        `${key} has other weights`,
      );
    }
    const output = model(picture(expected.input));
    close(output.detach().data(), expected.train, 2e-3, 'output');
    output.square().mean().backward();
    const first = model.namedParameters().find(([key]) => key === 'conv1.weight')![1];
    const norm = first.grad!.to('float64').norm().item();
    assert.ok(
      Math.abs(norm / expected.firstGradientNorm - 1) < 2e-2,
      `gradient ${norm}, expected ${expected.firstGradientNorm}`,
    );
    const mean = model.stateDict()['bn1.running_mean']!.data().slice(0, 8);
    close(mean, expected.runningMean, 1e-4, 'running mean');
  });
}

const skip = existsSync(weights) ? false : `the published weights are not there (${weights})`;

for (const expected of fixtures.cifar) {
  test(`${expected.architecture} computes what PyTorch computes with the published weights`, { skip }, () => {
    const model = buildModel(expected.architecture, { weights: join(weights, expected.weights) });
    assert.equal(countOf(model), expected.parameters);
    model.eval();
    const logits = inferenceMode(() => model(picture(expected.input)));
    close(logits.data(), expected.eval, 1e-4, 'logits');
  });
}
