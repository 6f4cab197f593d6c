import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { DEVICES, deviceKind } from '@capstan/base';
import { openLedger } from '../ledger.ts';
import { formatCost, formatDuration, formatEnergy, formatMoney, formatParam } from '../show/format.ts';
import { START, temporaryFolder } from '../testing.ts';
import { costOf, energyWh } from './cost.ts';
import { defaultPrice } from './price.ts';

const close = (a: number, b: number) =>
  assert.ok(Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)), `${a} is not ${b}`);

test('devices are found by the names that PyTorch gives them', () => {
  const names = [
    'cpu',
    'cpu:0',
    'NVIDIA H100 80GB HBM3',
    'NVIDIA H200',
    'NVIDIA B200',
    'NVIDIA A100-SXM4-80GB',
    'NVIDIA L40S',
    'NVIDIA L4',
    'NVIDIA GeForce RTX 4090',
    'mps',
    'cuda:0',
  ];
  assert.deepEqual(
    names.map((name) => deviceKind(name).kind),
    [
      'CPU core',
      'CPU core',
      'H100',
      'H200',
      'B200',
      'A100',
      'L40S',
      'L4',
      'RTX 4090',
      'Apple GPU',
      'GPU of unknown kind',
    ],
  );
});

test('every built-in price and power has its date and source', () => {
  for (const row of DEVICES) {
    assert.match(row.priceDate, /^\d{4}-\d{2}-\d{2}$/, row.kind);
    assert.ok(row.priceSource.length > 5 && row.powerSource.length > 5, row.kind);
    assert.ok(row.perHour > 0 && row.idleWatts > 0 && row.loadWatts > row.idleWatts, row.kind);
  }
});

test('energy counts load while it works and idle while it waits', () => {
  close(energyWh(deviceKind('cpu'), { units: 2, seconds: 3600, busySeconds: 3600 }), 3.5 + 0.74);
  close(energyWh(deviceKind('cpu'), { units: 1, seconds: 10, busySeconds: 15 }), (3.5 * 15) / 3600); // more threads than said
  close(energyWh(deviceKind('H100'), { units: 8, seconds: 3600, busySeconds: 8 * 3600 }), 8 * 700 * 0.75 * 1.821);
});

test('money is device time at the price, over all processes of a run', () => {
  const usages = [
    { units: 8, seconds: 3600, busySeconds: 8 * 3600 },
    { units: 8, seconds: 1800, busySeconds: 8 * 1800 },
  ];
  const cost = costOf('NVIDIA H100', defaultPrice('NVIDIA H100'), usages);
  close(cost.deviceSeconds, 12 * 3600);
  close(cost.money, 12 * 2.95);
  assert.equal(cost.currency, 'USD');
});

test('the user’s own price wins, the one of the run over the ledger’s', (t) => {
  using ledger = openLedger(join(temporaryFolder(t), 'ledger.db'));
  const own = { device: 'CPU core', perHour: 1, currency: 'EUR', date: '2026-01-02', source: 'our electricity bill' };
  assert.deepEqual(ledger.price('cpu'), defaultPrice('cpu'));
  ledger.setPrice(own);
  ledger.setPrice({ ...own, perHour: 2 });
  ledger.setPrice(own);
  assert.deepEqual(ledger.price('cpu'), own);
  assert.equal(ledger.price('NVIDIA H100').perHour, 2.95);
  const run = ledger.start(START);
  run.finish();
  assert.deepEqual(ledger.run(run.id).price, own);
  assert.equal(ledger.run(run.id).cost.currency, 'EUR');
  const gift = { ...own, perHour: 0, source: 'a grant' };
  const free = ledger.start({ ...START, price: gift });
  free.finish();
  assert.deepEqual(ledger.run(free.id).price, gift);
  assert.deepEqual(ledger.price('cpu'), own, 'a run’s price is for that run only');
  for (const [field, value] of [
    ['perHour', -1],
    ['perHour', Number.NaN],
    ['currency', 'dollars'],
    ['date', 'today'],
    ['date', '2026-13-45'],
    ['source', ''],
  ] as const)
    assert.throws(() => ledger.setPrice({ ...own, [field]: value }), {
      code: 'price-invalid',
      message: new RegExp(`price\\.${field}`),
    });
});

test('a run measures its own device time', (t) => {
  using ledger = openLedger(join(temporaryFolder(t), 'ledger.db'));
  using run = ledger.start({
    ...START,
    threads: 3,
    price: { device: 'x', perHour: 3600, currency: 'USD', date: '2026-01-01', source: 'test' },
  });
  const started = process.cpuUsage();
  while (process.cpuUsage(started).user < 50_000);
  const cost = run.cost();
  assert.ok(cost.seconds >= 0.05);
  close(cost.deviceSeconds, 3 * cost.seconds);
  close(cost.money, cost.deviceSeconds);
  assert.ok(cost.energyWh > (0.05 * 3.5) / 3600, 'the busy loop drew its load power');
});

test('time, energy and money read well', () => {
  assert.deepEqual([0, 3.21, 9.96, 59.6, 125, 4021, 200_000].map(formatDuration), [
    '0.0 s',
    '3.2 s',
    '10 s',
    '1 m 00 s',
    '2 m 05 s',
    '1 h 07 m',
    '2 d 7 h',
  ]);
  assert.deepEqual([0, 0.2345, 2.5, 123.4, 1234, 456_789].map(formatEnergy), [
    '0 Wh',
    '0.23 Wh',
    '2.50 Wh',
    '123 Wh',
    '1.23 kWh',
    '457 kWh',
  ]);
  assert.deepEqual(
    [0, 0.00123, 0.0456, 2.5, 1234.5].map((m) => formatMoney(m)),
    ['$0.00', '$0.0012', '$0.046', '$2.50', '$1,234.50'],
  );
  const cost = { seconds: 125, deviceSeconds: 250, energyWh: 0.24, money: 0.0017, currency: 'USD' };
  assert.equal(
    formatCost(cost, defaultPrice('cpu')),
    '2 m 05 s · 0.24 Wh · $0.0017 (CPU core at $0.025/h, 2026-11-24)',
  );
});

test('parameters read well, whatever lies in them', () => {
  const augment = [{ kind: 'affine', degrees: [-10, 10] }, { kind: 'horizontalFlip' }];
  const values = ['sgd', 0.1, null, [28, 28], ['a', 'b'], augment, { limit: 5 }, [], undefined, [['a', 1]]];
  assert.deepEqual(values.map(formatParam), [
    'sgd',
    '0.1',
    'null',
    '28, 28',
    'a, b',
    'affine(degrees [-10, 10]), horizontalFlip()',
    '(limit 5)',
    '',
    '–',
    '[a, 1]',
  ]);
});
