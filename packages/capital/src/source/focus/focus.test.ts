import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseCsv } from '../../csv.ts';
import { near } from '../../testing.ts';
import { splitCost } from '../economics/idle.ts';
import { focusCsv, focusRows, type PrepaidCommitment, type RunCharge } from './focus.ts';

const account = { id: 'capstan', name: 'Capstan', currency: 'USD' };
const run: RunCharge = {
  runId: '3f2a',
  runName: 'digits, again',
  device: 'H100',
  phase: 'train',
  started: '2026-11-24T10:00:00.123Z',
  ended: '2026-11-24T12:30:00Z',
  deviceHours: 20,
  kWh: 19.1,
  kgCO2e: 1.07,
  provider: 'Nebius',
  region: 'eu-north1',
  terms: 'on-demand',
  listPrice: 2.95,
  price: 2.5,
  tags: { team: 'vision' },
};
const prepaid: PrepaidCommitment = {
  id: 'block-1',
  name: 'block of November',
  device: 'H100',
  provider: 'Nebius',
  start: '2026-11-01T00:00:00Z',
  end: '2026-12-01T00:00:00Z',
  deviceHours: 100,
  listPrice: 2.95,
  price: 2,
};

test('commitments say how many hours they hold, and rows how many they used (FOCUS 1.2, CommitmentDiscountQuantity)', () => {
  const charge = { ...run, terms: 'committed', price: 2, commitment: 'block-1' } as const;
  const rows = parseCsv(focusCsv(focusRows({ account, charges: [run, charge], commitments: [prepaid] })));
  const said = rows.map((row) => [
    row.ChargeCategory,
    row.CommitmentDiscountStatus,
    row.CommitmentDiscountQuantity,
    row.CommitmentDiscountUnit,
    row.CommitmentDiscountName,
  ]);
  assert.deepEqual(said, [
    ['Purchase', '', '100.0', 'Hours', 'block of November'],
    ['Usage', '', '', '', ''],
    ['Usage', 'Used', '20.0', 'Hours', 'block of November'],
    ['Usage', 'Unused', '80.0', 'Hours', 'block of November'],
  ]);
  assert.equal(parseCsv(focusCsv([{ BilledCost: 1e-7 }]))[0]!.BilledCost, '1E-7');
});

// FOCUS 1.2, the columns that must not be null (ChargeClass is null unless a charge corrects another).
const MANDATORY =
  'BilledCost BillingAccountId BillingAccountName BillingCurrency BillingPeriodEnd BillingPeriodStart ChargeCategory ChargeDescription ChargePeriodEnd ChargePeriodStart ContractedCost EffectiveCost InvoiceIssuerName ListCost PricingQuantity PricingUnit ProviderName PublisherName ServiceCategory ServiceName'.split(
    ' ',
  );

test('a run in FOCUS 1.2: all mandatory columns, and ours with x_', () => {
  const [row] = parseCsv(focusCsv(focusRows({ account, charges: [run] })));
  for (const column of MANDATORY) assert.notEqual(row![column] ?? '', '', column);
  assert.equal(row!.ChargeClass, '');
  assert.deepEqual(
    [row!.x_RunId, row!.x_DeviceHours, row!.x_EnergyKWh, row!.x_CO2eKg, row!.x_Phase],
    ['3f2a', '20', '19.1', '1.07', 'train'],
  );
  assert.deepEqual(
    [
      row!.BilledCost,
      row!.ListCost,
      row!.PricingCategory,
      row!.ChargePeriodStart,
      row!.BillingPeriodStart,
      row!.BillingPeriodEnd,
    ],
    ['50.0', '59.0', 'Standard', '2026-11-24T10:00:00Z', '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z'],
  );
  assert.deepEqual(JSON.parse(row!.Tags!), { team: 'vision' });
});

test('the rules of costs and commitments hold for whatever runs', () => {
  const hours = fc.integer({ min: 1, max: 500 }).map((tenths) => tenths / 10);
  fc.assert(
    fc.property(fc.array(fc.record({ deviceHours: hours, committed: fc.boolean() }), { maxLength: 20 }), (drawn) => {
      let free = prepaid.deviceHours;
      const charges = drawn.map(({ deviceHours, committed }, i): RunCharge => {
        if (!committed || deviceHours > free) return { ...run, runId: String(i), deviceHours };
        free -= deviceHours;
        return { ...run, runId: String(i), deviceHours, terms: 'committed', price: 2, commitment: 'block-1' };
      });
      const rows = focusRows({ account, charges, commitments: [prepaid] });
      const sum = (column: 'BilledCost' | 'EffectiveCost', kept: typeof rows) =>
        kept.reduce((total, row) => total + Number(row[column]), 0);
      for (const row of rows) {
        near(Number(row.ListUnitPrice) * Number(row.PricingQuantity), Number(row.ListCost));
        near(Number(row.ContractedUnitPrice) * Number(row.PricingQuantity), Number(row.ContractedCost));
        if (row.ChargeCategory === 'Purchase') assert.equal(row.EffectiveCost, 0);
      }
      const ofBlock = rows.filter((row) => row.CommitmentDiscountId === 'block-1');
      const usage = ofBlock.filter((row) => row.ChargeCategory === 'Usage');
      assert.ok(usage.every((row) => row.BilledCost === 0 && /Used|Unused/.test(String(row.CommitmentDiscountStatus))));
      near(
        sum('EffectiveCost', usage),
        sum(
          'BilledCost',
          ofBlock.filter((row) => row.ChargeCategory === 'Purchase'),
        ),
        1e-9,
      );
      near(sum('EffectiveCost', rows), sum('BilledCost', rows), 1e-9); // nothing is lost
    }),
  );
});

test('what cannot be billed is refused', () => {
  const rows = (charge: Partial<RunCharge>, commitments: PrepaidCommitment[] = []) =>
    focusRows({ account, charges: [{ ...run, ...charge }], commitments });
  assert.throws(() => rows({ price: -1 }), { code: 'bad-number' });
  assert.throws(() => rows({ started: '24.11.2026' }), { code: 'bad-date' });
  assert.throws(() => rows({ ended: '2026-11-24T09:00:00Z' }), { code: 'dates-out-of-order' });
  assert.throws(() => rows({ commitment: 'gone' }), { code: 'bad-input', message: /'gone'/ });
  assert.throws(() => rows({ commitment: 'block-1', price: 3 }, [prepaid]), {
    code: 'bad-input',
    message: /expected H100 at 2/,
  });
  assert.throws(() => rows({ commitment: 'block-1', price: 2, deviceHours: 101 }, [prepaid]), {
    code: 'bad-input',
    message: /1 device-hours more/,
  });
  assert.throws(() => focusRows({ account: { ...account, currency: 'dollars' }, charges: [] }), { code: 'bad-input' });
});

test('total = runs + idle + overhead (OpenCost specification 0.1)', () => {
  const assets = [
    { id: 'node', amount: 8, hours: 100, rate: 2.95 },
    { id: 'disk', amount: 500, hours: 100, rate: 0.0001 },
    { id: 'control', amount: 1, hours: 100, rate: 0.1, overhead: true },
  ];
  const uses = [
    { run: 'a', asset: 'node', amountHours: 300 },
    { run: 'b', asset: 'node', amountHours: 200 },
    { run: 'b', asset: 'disk', amountHours: 20_000 },
  ];
  const split = splitCost(assets, uses);
  near(split.total, 8 * 100 * 2.95 + 5 + 10);
  near(split.runs.a!, 885);
  near(split.runs.b!, 592);
  near(split.idle, 300 * 2.95 + 3);
  near(split.overhead, 10);
  near(split.total, split.runs.a! + split.runs.b! + split.idle + split.overhead);
  assert.throws(() => splitCost(assets, [{ run: 'a', asset: 'node', amountHours: 801 }]), {
    code: 'bad-input',
    message: /1 amount-hours more/,
  });
  assert.throws(() => splitCost(assets, [{ run: 'a', asset: 'moon', amountHours: 1 }]), {
    code: 'bad-input',
    message: /not among/,
  });
  assert.throws(() => splitCost([...assets, assets[0]!], []), { code: 'bad-input', message: /twice/ });
  assert.throws(() => splitCost([{ ...assets[0]!, rate: -1 }], []), { code: 'bad-number' });
});
