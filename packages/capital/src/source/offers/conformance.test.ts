import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { sourceCompute } from '../source.ts';
import { offerWays } from './contract.ts';
import { kindOf, OFFER_KINDS, type Offer, plannedOffer } from './offer.ts';

const place = { id: 'one', provider: 'P', region: 'EU', currency: 'EUR' };

/** An offer of each kind, every price of it above 0. */
const OFFERS: Readonly<Record<string, Offer>> = {
  'on-demand': { ...place, kind: 'on-demand', pricePerGpuHour: 3 },
  spot: { ...place, kind: 'spot', pricePerGpuHour: 1, failures: { checkpoint: 60, mtbf: 3600, restart: 120 } },
  reserved: { ...place, kind: 'reserved', pricePerGpuHour: 2, months: 12 },
  block: { ...place, kind: 'block', pricePerGpuHour: 2, months: 2 },
  owned: { ...place, kind: 'owned', pricePerNode: 9000, costPerNodeMonth: 50, lifeMonths: 36, salvage: 0.3 },
  grant: { ...place, kind: 'grant', gpuHours: 500, pricePerGpuHour: 0.1, expiresAfter: 3, applicationCost: 40 },
  credit: {
    id: 'one',
    provider: 'P',
    kind: 'credit',
    currency: 'EUR',
    amount: 800,
    expiresAfter: 3,
    applicationCost: 40,
  },
};
const around = { months: 6, hoursPerMonth: 730.5, needAfter: 0, standIn: () => 2000 };

test('every kind of offer is a file of its own and in the list', () => {
  const own = ['contract', 'index', 'fields', 'drafting', 'offer', 'renamed', 'from-prices', 'conformance.test'];
  const files = readdirSync(import.meta.dirname).map((name) => basename(name, '.ts'));
  assert.deepEqual(files.filter((name) => !own.includes(name)).sort(), [...OFFER_KINDS.keys()].sort());
});

for (const [kind, { about, way, schema, money }] of OFFER_KINDS) {
  const offer = OFFERS[kind];

  test(`offers '${kind}' say what they are, and name no currency but by a value`, () => {
    assert.match(about, /^[A-Z].{10,}\.$/);
    assert.ok(offerWays.includes(way));
    for (const field of Object.keys(schema.shape)) assert.doesNotMatch(field, /usd|eur|gbp/i);
    for (const field of money) assert.ok(Object.hasOwn(schema.shape, field), field);
  });

  test(`offers '${kind}' are read by their schema, and refused by the field`, async () => {
    assert.ok(offer, `write an offer of '${kind}' here`);
    assert.deepEqual(schema.parse(offer), offer);
    assert.ok(plannedOffer.safeParse({ ...offer, source: 'list', confidence: 'guess' }).success);
    assert.ok(!plannedOffer.safeParse(offer).success, 'a plan says whose price it is');
    const fine: Offer = { ...place, id: 'fine', kind: 'on-demand', pricePerGpuHour: 3 };
    const solve = (first: object) =>
      sourceCompute({ demands: [{ id: 'd', gpuHours: [10] }], offers: [first as Offer, fine], discountRate: 0 }); // as: what is refused
    await assert.rejects(solve({ ...offer, zzz: 1 }), { code: 'bad-plan', message: /offer 'one'.*no field 'zzz'/ });
    await assert.rejects(solve({ ...offer, currency: 'EURO' }), { message: /offer 'one', currency: .*'EURO'/ });
    for (const field of money)
      await assert.rejects(solve({ ...offer, [field]: -1 }), {
        code: 'bad-number',
        message: new RegExp(`offer 'one', (.*; )?${field}: Expected`),
      });
  });

  test(`what is paid for '${kind}' grows with its prices, in the month and the nodes that it runs`, () => {
    assert.ok(offer);
    const of = (each: Offer) => {
      const { drafts, application } = kindOf(each);
      return [
        ...drafts(each, around),
        ...(application ? [application(each)].filter((draft) => draft !== undefined) : []),
      ];
    };
    const paid = (each: Offer) => of(each).flatMap(({ payments }) => payments.map((payment) => payment.money));
    const doubled = Object.fromEntries(
      Object.entries(offer).map(([field, value]) => [field, money.includes(field) ? 2 * Number(value) : value]),
    ) as Offer; // as: the same fields
    // Credit is paid back one by one: its amount is a limit.
    const expected = paid(offer).map((each) => (kind === 'credit' && each < 0 ? each : 2 * each));
    assert.deepEqual(paid(doubled), expected);
    for (const draft of of(offer)) {
      assert.ok(draft.month >= 0 && draft.month < around.months && draft.runs.first <= draft.runs.end);
      for (const { month } of draft.payments) assert.ok(month >= draft.month);
    }
  });
}

test('names of old, which held a currency, say what they are called', async () => {
  const old = { ...place, kind: 'on-demand', usdPerGpuHour: 2.95 } as unknown as Offer; // as: what an old plan wrote
  await assert.rejects(sourceCompute({ demands: [{ id: 'd', gpuHours: [10] }], offers: [old], discountRate: 0 }), {
    message: /no field 'usdPerGpuHour'.*pricePerGpuHour; the currency is a field of its own, such as currency: 'USD'/,
  });
});

test('offers in two currencies are no one programme', async () => {
  const fine: Offer = { ...place, kind: 'on-demand', pricePerGpuHour: 3 };
  const other: Offer = { ...fine, id: 'other', currency: 'USD' };
  await assert.rejects(
    sourceCompute({ demands: [{ id: 'd', gpuHours: [10] }], offers: [fine, other], discountRate: 0 }),
    { code: 'bad-plan', message: /in EUR and USD/ },
  );
});

test('a spot offer says what its interruptions cost, once', async () => {
  const spot = { ...place, kind: 'spot', pricePerGpuHour: 1 } as const;
  const solve = (offer: Offer) =>
    sourceCompute({ demands: [{ id: 'd', gpuHours: [10] }], offers: [offer], discountRate: 0 });
  await assert.rejects(solve(spot), { message: /either failures: .* or overhead/ });
  await assert.rejects(solve({ ...spot, overhead: 1.2, failures: { checkpoint: 1, mtbf: 9, restart: 1 } }), {
    message: /either failures/,
  });
});
