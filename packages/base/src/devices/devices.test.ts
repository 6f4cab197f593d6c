import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHIPS, DEVICES, deviceKind, PRICES } from './index.ts';

test('a device is known by what PyTorch calls it', () => {
  assert.equal(deviceKind('NVIDIA H100 80GB HBM3').kind, 'H100');
  assert.equal(deviceKind('NVIDIA L4').kind, 'L4');
  assert.equal(deviceKind('NVIDIA L40S').kind, 'L40S');
  assert.equal(deviceKind('cpu').kind, 'CPU core');
  assert.equal(deviceKind('mps').kind, 'Apple GPU');
  assert.equal(deviceKind('Imaginary 9000').kind, 'GPU of unknown kind');
});

test('names stand once, and every price is of a known device and dated', () => {
  const names = CHIPS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  const kinds = DEVICES.map(({ kind }) => kind);
  for (const [name, { date, perHour, source }] of PRICES) {
    assert.ok(kinds.includes(name), `${name} is priced and is no kind of device`);
    assert.ok(perHour > 0 && source !== '' && !Number.isNaN(Date.parse(date)));
  }
});
