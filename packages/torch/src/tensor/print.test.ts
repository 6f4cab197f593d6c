import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import * as torch from '../index.ts';

interface Case {
  dtype: torch.DType;
  shape: number[];
  values: string[];
  text: string;
}

const { cases } = JSON.parse(readFileSync(new URL('../../fixtures/print.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};

const number = (text: string) => Number(text.replace('inf', 'Infinity').replace('nan', 'NaN'));

function build({ dtype, shape, values }: Case): torch.Tensor {
  const numbers = torch.tensor(Float64Array.from(values, number));
  if (!dtype.startsWith('complex')) return numbers.to(dtype).view(shape);
  return torch.viewAsComplex(numbers.view([...shape, 2])).to(dtype);
}

test('tensors print as in PyTorch', () => {
  for (const entry of cases) {
    using _ = torch.scope();
    assert.equal(String(build(entry)), entry.text, `${entry.dtype} [${entry.shape}]`);
  }
});

test('what is not the default is said', () => {
  using _ = torch.scope();
  const x = torch.ones([2], { requiresGrad: true });
  assert.equal(String(x), 'tensor([1., 1.], requiresGrad=true)');
  assert.equal(String(x.mul(2)), 'tensor([2., 2.], gradFn=<MulBackward1>)');
  const gone = torch.ones([1]);
  gone.dispose();
  assert.equal(String(gone), 'tensor(freed)');
});
