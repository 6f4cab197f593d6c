import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientOf, Offences } from './offences.ts';

test('mistakes are forgiven, what goes on is slowed, and in time forgotten', () => {
  const offences = new Offences();
  for (let i = 0; i < 64; i++) offences.add('10.0.0.1', 1, 0);
  assert.equal(offences.of('10.0.0.1', 0), 0);
  offences.add('10.0.0.1', 32, 0);
  assert.equal(offences.of('10.0.0.1', 0), 96);
  assert.equal(offences.of('10.0.0.1', 5000).toFixed(2), (96 * Math.SQRT1_2).toFixed(2)); // half in ten seconds
  assert.equal(offences.of('10.0.0.1', 10_000), 0); // 48 left
  assert.equal(offences.of('10.0.0.2', 0), 0);
});

test('a refusal waits for a second at most', () => {
  const offences = new Offences();
  offences.add('10.0.0.1', 1e9);
  assert.equal(offences.wait('10.0.0.1'), 1000);
  assert.equal(offences.wait('10.0.0.2'), 0);
});

test('whoever has a network of IPv6 is one client', () => {
  assert.equal(clientOf('2001:db8::1'), '2001:db8:0:0');
  assert.equal(clientOf('2001:0db8:0:0:aaaa:b:c:d'), '2001:db8:0:0');
  assert.notEqual(clientOf('2001:db8:0:1::1'), clientOf('2001:db8::1'));
  assert.equal(clientOf('fe80::1%eth0'), 'fe80:0:0:0');
  assert.equal(clientOf('::ffff:10.0.0.1'), '10.0.0.1');
  assert.equal(clientOf('10.0.0.1'), '10.0.0.1');
  assert.equal(clientOf('::1'), '0:0:0:0');
});

test('ten thousand clients are remembered, the latest', () => {
  const offences = new Offences();
  for (let i = 0; i < 10_001; i++) offences.add(`10.0.${i >> 8}.${i & 255}`, 100, 0);
  assert.equal(offences.of('10.0.0.0', 0), 0);
  assert.equal(offences.of('10.0.0.1', 0), 100);
});
