import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { near } from '../../testing.ts';
import { focusCsv, focusRows } from './focus.ts';
import { billedByMonth, billedRuns, readFocus, writeFocus } from './read-focus.ts';

// As FOCUS-Sample-Data writes it: quotes around words, NULL, times without T and Z.
const HEADER =
  '"BilledCost","BillingCurrency","ChargeCategory","ChargeDescription","ChargePeriodEnd","ChargePeriodStart","EffectiveCost","ProviderName","ResourceId","ServiceName","Tags"';
const bill = (...rows: string[]) => `${[HEADER, ...rows].join('\n')}\n`;
const hour =
  '10.50000000000,"USD","Usage","8 GPU, an hour","2026-11-01 01:00:00","2026-10-31 23:00:00",8.50000000000,"AWS","r-1","EC2","{""run"": ""3f2a""}"';
const credit = '-2.00,"USD","Credit",NULL,"2026-12-01 00:00:00","2026-11-01 00:00:00",-2.00,"AWS",NULL,"EC2",NULL';

test('a bill is read with what it says, and comes out again to the byte', () => {
  const text = bill(hour, credit);
  const read = readFocus(text);
  assert.equal(writeFocus(read), text);
  // A bill with fewer charges is written anew, and says what is left of it.
  const less = readFocus(writeFocus({ ...read, charges: read.charges.slice(0, 1) }));
  assert.deepEqual(less.charges, read.charges.slice(0, 1));
  const refund = readFocus(writeFocus({ ...read, charges: read.charges.slice(1) }));
  assert.deepEqual(refund.charges, read.charges.slice(1));
  const [usage, other] = read.charges;
  assert.deepEqual(
    [usage!.billed, usage!.effective, usage!.start, usage!.run, usage!.resource, usage!.tags.run],
    [10.5, 8.5, '2026-10-31T23:00:00.000Z', '3f2a', 'r-1', '3f2a'],
  );
  assert.deepEqual(
    [other!.category, other!.billed, other!.resource, { ...other!.tags }],
    ['Credit', -2, undefined, {}],
  );
  assert.equal(usage!.cells.BilledCost, '10.50000000000');
});

test('a bill by month: a charge over a month’s end is of both, by the hour', () => {
  const { currency, months } = billedByMonth(readFocus(bill(hour, credit)));
  assert.equal(currency, 'USD');
  near(months['2026-10']!.billed, 5.25);
  near(months['2026-11']!.billed, 5.25 - 2);
  near(months['2026-10']!.effective, 4.25);
  assert.throws(() => billedByMonth(readFocus(bill(hour, hour.replace('USD', 'EUR')))), {
    code: 'bad-input',
    message: /USD and EUR/,
  });
});

test('runs cost what the bill says of them; the rest is said', () => {
  const runs = [
    { id: '3f2a', money: 1, currency: 'USD' },
    { id: 'other', money: 2, currency: 'USD' },
  ];
  const found = billedRuns(readFocus(bill(hour, hour, credit)), runs);
  assert.deepEqual(found.matched, ['3f2a']);
  assert.deepEqual(
    found.runs.map(({ money }) => money),
    [17, 2],
  );
  near(found.rest, -2);
  // What we export names its runs.
  const ours = focusCsv(
    focusRows({
      account: { id: 'a', name: 'A', currency: 'USD' },
      charges: [
        {
          ...{ runId: 'other', runName: 'r', device: 'H100', phase: 'train', provider: 'N', terms: 'on-demand' },
          ...{
            started: '2026-11-24T10:00:00Z',
            ended: '2026-11-24T12:00:00Z',
            deviceHours: 4,
            listPrice: 3,
            price: 2.5,
          },
        },
      ],
    }),
  );
  assert.deepEqual(
    billedRuns(readFocus(ours), runs).runs.map(({ money }) => money),
    [1, 10],
  );
});

test('what a bill cannot say is refused with its row and column', () => {
  const refused = (text: string, code: string, message: RegExp) =>
    assert.throws(() => readFocus(text), { code, message });
  refused(bill(hour).replace('"BilledCost"', '"Cost"'), 'bad-input', /column BilledCost is missing/);
  refused(bill(hour, credit.replace('-2.00', 'much')), 'bad-number', /row 2: BilledCost.*'much'/);
  refused(bill(credit.replace('-2.00', 'NULL')), 'bad-input', /row 1: BilledCost is empty/);
  refused(bill(credit.replace('"Credit"', '"Gift"')), 'bad-input', /row 1: ChargeCategory: expected Usage.*'Gift'/);
  refused(bill(credit.replace('2026-12-01 00:00:00', '1.12.2026')), 'bad-date', /row 1.*'1\.12\.2026'/);
  refused(bill(credit.replace('2026-12-01', '2026-10-01')), 'dates-out-of-order', /row 1/);
  refused(bill(hour.replace('"{""run"": ""3f2a""}"', '"run=3"')), 'bad-input', /row 1: Tags.*'run=3'/);
});

const sample = process.env.CAPSTAN_FOCUS_SAMPLE ?? '';
test("FOCUS's own sample is read whole and comes out again to the byte", {
  skip: existsSync(sample) ? false : 'CAPSTAN_FOCUS_SAMPLE names no file of FOCUS-Sample-Data',
}, () => {
  const text = readFileSync(sample, 'utf8');
  const read = readFocus(text);
  assert.equal(writeFocus(read), text);
  const sum = (of: 'billed' | 'effective') => read.charges.reduce((all, each) => all + each[of], 0);
  const { months } = billedByMonth(read);
  near(
    sum('billed'),
    Object.values(months).reduce((all, each) => all + each.billed, 0),
    1e-9,
  );
  near(
    sum('effective'),
    Object.values(months).reduce((all, each) => all + each.effective, 0),
    1e-9,
  );
});
