// safetensors with Python, both ways: a file that Python wrote is read (fixtures/exchange.*, made by
// tools/record_safetensors.py), and what is written from it is the same file, byte for byte, and read by Python where
// CAPSTAN_PYTHON names one that has safetensors.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import * as torch from '../src/index.ts';

const fixtures = new URL('../fixtures/', import.meta.url);
const theirs = new URL('exchange.safetensors', fixtures).pathname;

// as: written by record_safetensors.py
const recorded = JSON.parse(readFileSync(new URL('exchange.json', fixtures), 'utf8')) as {
  torch: string;
  safetensors: string;
  tensors: Record<string, { dtype: torch.DType; shape: number[]; values: (string | [string, string])[] }>;
};

function python(text: string): number {
  return Number(text.replace('inf', 'Infinity').replace('nan', 'NaN'));
}

function valuesOf(x: torch.Tensor): unknown[] {
  if (x.dtype === 'bool') return Array.from(x.data(), Number);
  if (/^u?int/.test(x.dtype)) return Array.from(x.data(), BigInt);
  return Array.from(x.data(), Number);
}

test(`a file of Python's safetensors ${recorded.safetensors} is read, every dtype and value`, async () => {
  const before = torch.memory().tensors;
  {
    const read = await torch.load(theirs);
    assert.deepEqual(new Set(Object.keys(read)), new Set(Object.keys(recorded.tensors)));
    for (const [name, { dtype, shape, values }] of Object.entries(recorded.tensors)) {
      const x = read[name]!;
      assert.equal(x.dtype, dtype, name);
      assert.deepEqual(x.shape, shape, name);
      const whole = /^u?int/.test(dtype);
      const expected = values.flat().map((text) => (whole ? BigInt(text) : python(text)));
      assert.deepEqual(valuesOf(x), expected, name);
    }
    for (const x of Object.values(read)) x.dispose();
  }
  assert.deepEqual(await torch.loadMetadata(theirs), { format: 'pt', naïve: '✓' });
  assert.equal(torch.memory().tensors, before);
});

test('what was read is written again; Python reads the same tensors', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-exchange-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const ours = join(folder, 'ours.safetensors');
  await torch.scope(() => torch.save(torch.loadSync(theirs), ours, { metadata: { format: 'pt', naïve: '✓' } }));
  using _ = torch.scope();
  const again = torch.loadSync(ours);
  for (const [name, x] of Object.entries(torch.loadSync(theirs))) {
    assert.equal(again[name]!.dtype, x.dtype);
    assert.deepEqual(again[name]!.shape, x.shape);
    assert.deepEqual(valuesOf(again[name]!), valuesOf(x), name);
  }
  const interpreter = process.env.CAPSTAN_PYTHON;
  if (!interpreter) return t.diagnostic('CAPSTAN_PYTHON is not set: Python did not read the file');
  const script = `
import sys, torch
from safetensors import safe_open
from safetensors.torch import load_file
a, b = load_file(sys.argv[1]), load_file(sys.argv[2])
assert a.keys() == b.keys()
for name in a:
    assert a[name].dtype == b[name].dtype and a[name].shape == b[name].shape, name
    assert a[name].flatten().view(torch.uint8).equal(b[name].flatten().view(torch.uint8)) if a[name].dim() else a[name].equal(b[name]), name
assert safe_open(sys.argv[2], 'pt').metadata() == {'format': 'pt', 'naïve': '✓'}
print(len(a))`;
  const output = execFileSync(interpreter, ['-c', script, theirs, ours], { encoding: 'utf8' });
  assert.equal(Number(output), Object.keys(recorded.tensors).length);
});
