import assert from 'node:assert/strict';
import { test } from 'node:test';
import { near } from '../../testing.ts';
import { BILL_FORMS, chargesByMonth, readBill } from './read-bill.ts';

const bills: Readonly<Record<string, string>> = {
  focus: `BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ServiceName,ProviderName,x_RunId
59,50,USD,Usage,2026-11-24T10:00:00Z,2026-11-24T12:30:00Z,H100 compute,Nebius,k3f2
`,
  aws: `identity/LineItemId,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/UnblendedCost,lineItem/CurrencyCode,lineItem/ProductCode,lineItem/ResourceId,lineItem/LineItemDescription,reservation/EffectiveCost,savingsPlan/SavingsPlanEffectiveCost,reservation/UnusedRecurringFee,resourceTags/user:run
a,Usage,2026-11-24T10:00:00Z,2026-11-24T11:00:00Z,98.32,USD,AmazonEC2,i-1,p5.48xlarge,,,,k3f2
`,
  azure: `Date,MeterCategory,ProductName,ChargeType,CostInBillingCurrency,BillingCurrencyCode,ResourceId,Tags
11/24/2026,Virtual Machines,ND H100 v5,Usage,98.32,USD,/subscriptions/x,"""run"": ""k3f2"""
`,
  invoice: 'Date,Provider,Service,Amount,Currency,Run\n2026-11-24,Lambda,GPU cloud,"1,240.50",USD,k3f2\n',
};

for (const kind of BILL_FORMS.keys())
  test(`a bill of the form '${kind}' is told by its columns, and read with amount, period, provider and run`, () => {
    const text = bills[kind]!;
    const { form, charges } = readBill(text);
    assert.equal(form, kind);
    const [charge] = charges;
    assert.equal(charge!.run, 'k3f2');
    assert.equal(charge!.start.slice(0, 10), '2026-11-24');
    assert.ok(charge!.billed > 0 && charge!.effective > 0 && charge!.end > charge!.start);
    assert.notEqual(charge!.provider, '');
    assert.deepEqual(readBill(text, { from: kind }).charges, charges);
    assert.equal(Object.keys(charge!.cells).length, text.split('\n')[0]!.split(',').length);
  });

// AWS's rule of amortised cost: covered use at the plan's or the reservation's effective cost, what of a fee was not used, upfront
// fees and negations as nothing. A month: 100 of fee of which 80 was used, 80 of covered use billed and taken back, 30 on demand, 6 tax.
test("AWS's lines add up to the invoice as billed, and to what was used as amortised", () => {
  const line = (type: string, billed: number, more: Record<string, number> = {}): string => {
    const columns = [
      'savings_plan_savings_plan_effective_cost',
      'savings_plan_total_commitment_to_date',
      'savings_plan_used_commitment',
      'reservation_effective_cost',
      'reservation_unused_recurring_fee',
    ];
    return [
      type,
      '2026-11-01T00:00:00Z',
      '2026-12-01T00:00:00Z',
      billed,
      'USD',
      'AmazonEC2',
      ...columns.map((name) => more[name] ?? ''),
    ].join(',');
  };
  const bill = readBill(
    [
      'line_item_line_item_type,line_item_usage_start_date,line_item_usage_end_date,line_item_unblended_cost,line_item_currency_code,line_item_product_code,savings_plan_savings_plan_effective_cost,savings_plan_total_commitment_to_date,savings_plan_used_commitment,reservation_effective_cost,reservation_unused_recurring_fee',
      line('SavingsPlanRecurringFee', 100, {
        savings_plan_total_commitment_to_date: 100,
        savings_plan_used_commitment: 80,
      }),
      line('SavingsPlanCoveredUsage', 95, { savings_plan_savings_plan_effective_cost: 80 }),
      line('SavingsPlanNegation', -95),
      line('DiscountedUsage', 0, { reservation_effective_cost: 40 }),
      line('RIFee', 45, { reservation_unused_recurring_fee: 5 }),
      line('Usage', 30),
      line('Tax', 6),
      line('Credit', -10),
    ].join('\n'),
  );
  assert.equal(bill.form, 'aws');
  const sum = (of: 'billed' | 'effective') => bill.charges.reduce((all, each) => all + each[of], 0);
  near(sum('billed'), 100 + 45 + 30 + 6 - 10);
  near(sum('effective'), 100 + 45 + 30 + 6 - 10); // all that was paid for the month belongs to it
  near(
    bill.charges.filter(({ category }) => category === 'Usage').reduce((all, each) => all + each.effective, 0),
    80 + 40 + 30,
  );
});

test('by month: what is used is spread by the hour, what is bought is billed at once; runs stand apart', () => {
  const head =
    'BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ServiceName,ProviderName,ResourceId\n';
  const bill = readBill(
    `${head}1200,0,USD,Purchase,2026-11-01T00:00:00Z,2027-11-01T00:00:00Z,GPU,N,block\n0,30,USD,Usage,2026-11-30T12:00:00Z,2026-12-01T12:00:00Z,GPU,N,k3f2\n`,
  );
  assert.deepEqual(
    chargesByMonth(bill, ['k3f2'])
      .map(({ month, billed, effective, run }) => [month, billed, effective, run])
      .slice(0, 4),
    [
      ['2026-11', 1200, 0, undefined],
      ['2026-11', 0, 15, 'k3f2'],
      ['2026-12', 0, 0, undefined],
      ['2026-12', 0, 15, 'k3f2'],
    ],
  );
});

test('a file that is no bill, and a row that says something else, are refused with what was meant', () => {
  const refused = (text: string, code: string, message: RegExp, options = {}): void =>
    assert.throws(() => readBill(text, options), { code, message });
  refused(
    'date,provider,sum\n2026-11-01,N,3\n',
    'bad-input',
    /columns of no bill\. Closest is 'invoice', without amount, currency/,
  );
  refused(bills.invoice!, 'bad-input', /no form of bill 'invoices'/, { from: 'invoices' });
  refused(bills.invoice!, 'bad-input', /no column BilledCost/, { from: 'focus' });
  refused(bills.invoice!.replace('2026-11-24', '2026-11-31'), 'bad-date', /row 1: expected a time.*'2026-11-31'/);
  refused(bills.invoice!.replace('"1,240.50"', 'about 1240'), 'bad-number', /row 1: amount: .*'about 1240'/);
  refused(
    bills.invoice!.replace('USD', 'dollars'),
    'bad-input',
    /row 1: currency: expected three capitals, received 'dollars'/,
  );
  refused(bills.aws!.replace('T11:00', 'T09:00'), 'dates-out-of-order', /row 1: the charge ends/);
});
