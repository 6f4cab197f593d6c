import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as capital from './index.ts';

type Json = number | string | boolean | null | Json[] | { [name: string]: Json };

/** A call with arguments that are plain data: every number in them is then replaced by what cannot be. */
interface Call {
  name: string;
  args: Json[];
  run: (...args: never[]) => unknown;
  /** Names of numbers below 0 that are fine: drifts, correlations, flows. */
  signed?: RegExp;
}

const call = <A extends unknown[]>(name: string, run: (...args: A) => unknown, args: A, signed?: RegExp): Call => ({
  name,
  run,
  args: JSON.parse(JSON.stringify(args)),
  ...(signed && { signed }),
});

const failures = { checkpoint: 60, mtbf: 3600, restart: 120 };
const tenures = [
  { months: 10, left: true },
  { months: 20, left: false },
];
const labelling = { tiers: [{ from: 0, price: 0.08 }], answers: 3, accepted: 0.95, review: { share: 0.1, price: 1 } };
const curve = capital.talent.fitLearningCurve(
  [500, 1000, 2000].map((n) => ({ n, error: 5 * n ** -0.5, tested: 2000 })),
  { seed: 1, resamples: 20 },
);
const market = [{ name: 'clinics', accounts: 12_000, annualValue: 6000, serviceable: 0.4, obtainable: 0.1 }];
const channel = {
  name: 'x',
  spend: 1e4,
  customers: 20,
  monthlyMargin: 90,
  lifetimeValue: 2e3,
  elasticity: 0.6,
  most: 1e5,
};
const server = {
  ...{ gpus: 8, price: 270_000, salvage: 0.25, years: 4, rate: 0.08, kW: 10.2, coloPerKWMonth: 180 },
  ...{ load: 0.75, pue: 1.25, pricePerKWh: 0.0826, maintenance: 0.05 },
};
const option = { kind: 'call', spot: 42, strike: 40, rate: 0.1, volatility: 0.2, years: 0.5 } as const;
const arms = [
  { trials: 1000, successes: 100 },
  { trials: 1000, successes: 130 },
] as const;
const law = capital.forecast.LOSS_LAWS.besiroglu;
const oil = {
  name: 'oil',
  outcomes: [
    { name: 'dry', value: -70, p: 0.5 },
    { name: 'wet', value: 90, p: 0.5 },
  ],
};
const actions: capital.decide.Decision['actions'] = { drill: ({ oil: found }) => found!, leave: () => 0 };

const calls: Call[] = [
  call('trainingFlops', capital.forecast.trainingFlops, [{ parameters: 4e11, tokens: 1e13 }]),
  call('countedTrainingFlops', capital.forecast.countedTrainingFlops, [{ forward: 8e9, examples: 1e6, epochs: 3 }]),
  call('modelFlopsUtilization', capital.forecast.modelFlopsUtilization, [{ flops: 4e25, chipHours: 3e7, peak: 1e15 }]),
  call('lossAt', (n: number, d: number) => capital.forecast.lossAt(law, n, d), [7e10, 1e12]),
  call('optimum', (c: number) => capital.forecast.optimum(law, c), [1e23]),
  call('isoFlop', (c: number, n: number[]) => capital.forecast.isoFlop(law, c, n), [1e21, [1e8, 3e8]]),
  call('forecastTraining', capital.forecast.forecastTraining, [
    3e18,
    { peak: 1e15, watts: 700, serverPower: 1.8 },
    { chips: 1, pricePerChipHour: 2.95, gramsPerKWh: 56, mfu: 0.3, overhead: 1.2 },
  ]),
  call(
    'ownedChipCost',
    (price: number) => capital.forecast.ownedChipCost(capital.forecast.chip('H100'), price),
    [31_905],
  ),
  call('energyKWh', capital.forecast.energyKWh, [{ watts: 350, deviceHours: 2000, pue: 1.53 }]),
  call('carbonKg', capital.forecast.carbonKg, [1416, 120]),
  call('costPerMtok', capital.forecast.costPerMtok, [{ pricePerHour: 2.5, tokensPerSecond: 700, utilisation: 0.4 }]),
  call('costPerKrequest', capital.forecast.costPerKrequest, [
    { pricePerHour: 2.5, requestsPerSecond: 120, utilisation: 0.3 },
  ]),
  call('decodeLimit', capital.forecast.decodeLimit, [{ bytesPerSecond: 3e12, weightBytes: 1e11 }]),
  call('apiBreakEven', capital.forecast.apiBreakEven, [{ costPerMonth: 2000, apiPerMtok: 3, ownPerMtok: 0.8 }]),
  call('crps', (actual: number) => capital.forecast.crps({ kind: 'lognormal', mu: 0, sigma: 1 }, actual), [1.5]),
  call('npv', capital.fund.npv, [0.08, [-40_000, 8000, 9200]], /./),
  call('xnpv', capital.fund.xnpv, [0.09, [{ date: '2024-01-01', amount: -100 }]], /./),
  call('irr', capital.fund.irr, [[-100, 230, -132]], /./),
  call(
    'xirr',
    capital.fund.xirr,
    [
      [
        { date: '2024-01-01', amount: -9 },
        { date: '2025-01-01', amount: 10 },
      ],
    ],
    /./,
  ),
  call('mirr', capital.fund.mirr, [[-120_000, 39_000, 90_000], 0.1, 0.12], /./),
  call('payment', capital.fund.payment, [300_000, 0.006, 60], /[01]$/),
  call('annuity', capital.fund.annuity, [100, 0.01, 12], /[01]$/),
  call('blackScholes', capital.fund.blackScholes, [option], /rate/),
  call('binomial', capital.fund.binomial, [option, { style: 'american', steps: 5 }], /rate/),
  call('ruinProbability', capital.fund.ruinProbability, [{ cash: 1e6, drift: -1e5, deviation: 8e4 }, 12], /drift|cash/),
  call('runway', capital.fund.runway, [{ cash: 1e6, drift: -1e5, deviation: 8e4 }, 0.1], /drift|cash/),
  call(
    'unitEconomics',
    capital.fund.unitEconomics,
    [{ arpa: 100, grossMargin: 0.8, churn: 0.05, cac: 400 }],
    /grossMargin/,
  ),
  call('grossMargin', capital.fund.grossMargin, [{ revenue: 100, units: 12.5, costPerUnit: 1.6 }]),
  call('vcMethod', capital.fund.vcMethod, [{ exit: 1e8, multiple: 10, raise: 2e6, retention: 0.6 }]),
  call(
    'rollBack',
    capital.fund.rollBack,
    [{ choose: { a: { cost: 5, years: 1, leads: 9 } } }, { rate: 0.1 }],
    /leads|rate|cost/,
  ),
  call(
    'capTable',
    capital.fund.capTable,
    [
      {
        classes: [{ id: 'a', kind: 'preferred', originalPrice: 1, preference: 1, participation: 'none', seniority: 1 }],
        holdings: [
          { holder: 'f', shares: 8 },
          { holder: 'v', class: 'a', shares: 2 },
        ],
        grants: [{ holder: 's', shares: 1, strike: 0.1 }],
        pool: 1,
      },
    ],
    /seniority/,
  ),
  call('antiDilution', capital.fund.antiDilution, [
    { conversionPrice: 1, outstanding: 1e7, raised: 1e6, issuePrice: 0.8 },
    'broad-based',
  ]),
  call('bassShare', capital.market.bassShare, [{ p: 0.03, q: 0.38 }, 5]),
  call('bassSales', capital.market.bassSales, [{ p: 0.03, q: 0.38 }, 1e5, 3]),
  call('fitBass', capital.market.fitBass, [[3000, 4015, 5268, 6726, 8280]]),
  call('marketSize', capital.market.marketSize, [market]),
  call('customersByMonth', capital.market.customersByMonth, [market, { p: 0.03, q: 0.38 }, 36]),
  ...(
    [
      { kind: 'api', units: 12, price: 4, costPerUnit: 0.9, growth: 0.1 },
      { kind: 'seat', seats: 3, price: 40, costPerSeat: 4, growth: 0.1 },
      { kind: 'outcome', attempts: 100, successRate: 0.7, price: 2, costPerAttempt: 0.1 },
      { kind: 'licence', licence: 5e4, months: 12, maintenance: 0.2, cost: 10 },
    ] as const
  ).map((model) =>
    call(
      `revenueLines ${model.kind}`,
      capital.market.revenueLines,
      [model, { acquired: [2, 3], churn: 0.03 }],
      /growth/,
    ),
  ),
  call('channelMix', capital.market.channelMix, [[channel], 4e4]),
  call('kaplanMeier', capital.market.kaplanMeier, [tenures]),
  call('churnPosterior', capital.market.churnPosterior, [tenures, { a: 1, b: 19 }]),
  call('sampleSize', capital.market.sampleSize, [
    { base: 0.1, treated: 0.12, alpha: 0.05, power: 0.8, variance: 'pooled' },
  ]),
  call('compareRates', capital.market.compareRates, [...arms]),
  call('sequentialP', capital.market.sequentialP, [...arms, 0.02]),
  call('learnFromTest', capital.market.learnFromTest, [...arms]),
  call(
    'positioningMap',
    capital.market.positioningMap,
    [
      [
        { name: 'a', price: 10, attributes: { accuracy: 0.9 } },
        { name: 'b', price: 20, attributes: { accuracy: 0.95 } },
      ],
      [{ name: 'accuracy', weight: 2, better: 'more' }],
    ],
    /accuracy/,
  ),
  call('priceSensitivity', capital.market.priceSensitivity, [
    [
      { tooCheap: 1, cheap: 2, expensive: 3, tooExpensive: 4 },
      { tooCheap: 1.5, cheap: 2.5, expensive: 3.5, tooExpensive: 5 },
    ],
  ]),
  call(
    'timeline',
    capital.market.timeline,
    [[{ name: 'pilot', months: 3, cost: 2e4, notBefore: 1, earns: 5 }], { cash: 2e5, burn: 1e4, months: 9 }],
    /cash/,
  ),
  call(
    'hiringPlan',
    capital.talent.hiringPlan,
    [
      [{ role: 'e', count: 2, start: 3, until: 9, salary: 1e5, onCost: 0.2, ramp: 3, fee: 0.1, setup: 9, raise: 0.03 }],
      24,
    ],
    /raise/,
  ),
  call('labellingCost', capital.talent.labellingCost, [{ ...labelling, item: 0.1, setup: 10 }, 1000]),
  call('fitLearningCurve', capital.talent.fitLearningCurve, [
    [500, 1000, 2000].map((n) => ({ n, error: 5 * n ** -0.5, tested: 2000 })),
    { seed: 1, resamples: 20 },
  ]),
  call(
    'worthOfLabels',
    (decision: capital.talent.LabelDecision, more: number) => capital.talent.worthOfLabels(curve, decision, more),
    [{ have: 6000, labelling, worthOfPoint: 4e4 }, 1000],
  ),
  call('meanTimeBetweenFailures', capital.source.meanTimeBetweenFailures, [{ hours: 1296, failures: 419 }]),
  call('young', capital.source.young, [failures]),
  call('daly', capital.source.daly, [failures]),
  call('bestInterval', capital.source.bestInterval, [failures]),
  call('runTimeFactor', capital.source.runTimeFactor, [failures]),
  call('checkpointEvery', capital.source.checkpointEvery, [failures]),
  call('usefulSpotPrice', capital.source.usefulSpotPrice, [1.25, failures]),
  call('ownedCost', capital.source.ownedCost, [server]),
  call('breakEvenUtilisation', capital.source.breakEvenUtilisation, [1.55, 2.95]),
  call('pricePaths', capital.source.pricePaths, [
    { start: 1.2, reversion: 0.5, volatility: 0.3 },
    { months: 2, paths: 2, seed: 7 },
  ]),
  call(
    'unitsToReserve',
    (terms: { reserved: number; onDemand: number }) => capital.source.unitsToReserve(capital.uniform(0, 100), terms),
    [{ reserved: 2, onDemand: 2.95 }],
  ),
  call('splitCost', capital.source.splitCost, [
    [{ id: 'n', amount: 8, hours: 730.5, rate: 2.95 }],
    [{ run: 'a', asset: 'n', amountHours: 400 }],
  ]),
  call(
    'bestAction',
    (unknowns: capital.decide.Unknown[]) => capital.decide.bestAction({ unknowns, actions }),
    [[oil]],
    /value/,
  ),
  call(
    'perfectInformation',
    (unknowns: capital.decide.Unknown[]) => capital.decide.perfectInformation({ unknowns, actions }, 'oil'),
    [[oil]],
    /value/,
  ),
  call(
    'sampleInformation',
    (unknowns: capital.decide.Unknown[], likelihood: capital.decide.Signal['likelihood']) =>
      capital.decide.sampleInformation({ unknowns, actions }, { about: 'oil', likelihood }),
    [[oil], { dry: [0.6, 0.4], wet: [0.2, 0.8] }],
    /value/,
  ),
  call('gaussianInformation', capital.decide.gaussianInformation, [{ mean: 1e5, sd: 2e5, noise: 3e5 }], /mean/),
  call(
    'rankExperiments',
    capital.decide.rankExperiments,
    [[{ name: 'x', cost: 500, gain: { mean: 1e5, sd: 2e5 }, noise: 3e5 }]],
    /mean/,
  ),
  call(
    'worthOfKnowing',
    (input: number[], pays: number[], parts: number) =>
      capital.decide.worthOfKnowing(Float64Array.from(input), { act: Float64Array.from(pays) }, parts),
    [[1, 2, 3, 4], [5, 6, 7, 8], 2],
    /^\/[01]/,
  ),
  call('computeAlarm', capital.risk.computeAlarm, [{ flops: 1e23, generates: true, original: 1e24 }]),
];

/** The value with one number in it replaced, once for each number, with its path. */
function* replaced(value: Json, by: number, path = ''): Generator<[string, Json]> {
  if (typeof value === 'number') yield [path, by];
  else if (Array.isArray(value))
    for (const [i, each] of value.entries())
      for (const [where, other] of replaced(each, by, `${path}/${i}`)) yield [where, value.with(i, other)];
  else if (typeof value === 'object' && value !== null)
    for (const [key, each] of Object.entries(value))
      for (const [where, other] of replaced(each, by, `${path}/${key}`)) yield [where, { ...value, [key]: other }];
}

for (const { name, run, args, signed } of calls)
  test(`${name} takes plain numbers, and refuses each that is none, endless or negative`, () => {
    const apply = (given: Json) => run(...(given as never[])); // what each takes was checked where it was written
    apply(args);
    for (const by of [Number.NaN, Number.POSITIVE_INFINITY, -1])
      for (const [path, given] of replaced(args, by)) {
        if (by === -1 && signed?.test(path)) continue;
        let result: unknown = 'nothing thrown';
        try {
          result = apply(given);
        } catch (error) {
          assert.ok(error instanceof capital.CapitalError, `${path} = ${by}: ${error}`);
          continue;
        }
        assert.fail(`${path} = ${by} gives ${JSON.stringify(result)?.slice(0, 200)}`);
      }
  });
