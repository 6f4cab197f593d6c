import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countFlops, noGrad, ones } from '@capstan/torch';
import { resnet18, resnet50 } from '../index.ts';

// torchvision 0.26.0's models under torch.utils.flop_counter.FlopCounterMode (2.11.0), one picture of 224 × 224: the 1.8 and
// 4.1 GMAC of the ResNet paper, twice. A whole step is thrice that, less the gradient of the picture.
for (const [name, make, forward, step] of [
  ['resnet18', resnet18, 3_628_146_688, 10_648_412_160],
  ['resnet50', resnet50, 8_178_368_512, 24_299_077_632],
] as const) {
  test(`${name}: as many floating-point operations as PyTorch counts in torchvision's`, () => {
    const model = make({ classes: 1000 }).eval();
    const x = ones([1, 3, 224, 224]);
    assert.equal(countFlops(() => noGrad(() => model(x))).total, forward);
    assert.equal(countFlops(() => model(x).sum().backward()).total, step);
  });
}
