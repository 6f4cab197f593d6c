import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uniform } from '../../distribution/make.ts';
import { npv } from '../../fund/rates/rates.ts';
import { uniforms } from '../../random/columns.ts';
import { near, printed } from '../../testing.ts';
import { verdict } from '../verdict.ts';
import {
  bestInterval,
  checkpointEvery,
  daly,
  meanTimeBetweenFailures,
  runTimeFactor,
  usefulSpotPrice,
  young,
} from './checkpoint.ts';
import { breakEvenUtilisation, ownedCost } from './owned-cost.ts';
import { pricePaths } from './price-path.ts';
import { unitsToReserve } from './reserve.ts';

test('YD1: C = 300 s, M = 86,400 s, R = 600 s (Young 1974; Daly, FGCS 22, 2006)', () => {
  const failures = { checkpoint: 300, mtbf: 86_400, restart: 600 };
  printed(young(failures), '7200');
  printed(daly(failures), '7001.389');
  printed(bestInterval(failures), '7001.404');
  printed((runTimeFactor(failures) - 1) * 100, '9.5764');
});

test('YD2: C = 60 s, M = 3600 s, R = 120 s', () => {
  const failures = { checkpoint: 60, mtbf: 3600, restart: 120 };
  printed(young(failures), '657.267');
  printed(daly(failures), '617.876');
  printed(bestInterval(failures), '617.891');
  printed((runTimeFactor(failures) - 1) * 100, '24.8117');
});

test('YD3: C = 30 s, M = 7200 s, R = 300 s', () => {
  const failures = { checkpoint: 30, mtbf: 7200, restart: 300 };
  printed(young(failures), '657.267');
  printed(daly(failures), '637.419');
  printed(bestInterval(failures), '637.421');
  printed((runTimeFactor(failures) - 1) * 100, '14.3809');
});

test('the interval is the least: any other costs more, and simulated failures agree', () => {
  const failures = { checkpoint: 60, mtbf: 3600, restart: 120 };
  const best = bestInterval(failures);
  for (const factor of [0.5, 0.95, 1.05, 2])
    assert.ok(runTimeFactor(failures, best * factor) > runTimeFactor(failures));
  let drawn = 0;
  const u = uniforms(1, 'failures', new Float64Array(60_000));
  const untilFailure = () => -3600 * Math.log(u[drawn++]!);
  let time = 0;
  const segments = 40_000;
  for (let done = 0; done < segments; ) {
    const failure = untilFailure();
    time += Math.min(failure, best + 60);
    if (failure >= best + 60) {
      done++;
      continue;
    }
    for (let again = 0; again < 120; ) {
      again = untilFailure();
      time += Math.min(again, 120);
    }
  }
  near(time / (segments * best), runTimeFactor(failures), 0.005);
  assert.equal(daly({ checkpoint: 3000, mtbf: 1000, restart: 0 }), 1000);
});

test('Llama 3: 419 unplanned stops in 54 days are one in 3.093 h (arXiv 2407.21783)', () => {
  const { mtbf, interval } = meanTimeBetweenFailures({ hours: 54 * 24, failures: 419 });
  printed(mtbf, '3.093');
  assert.ok(interval[0] < mtbf && mtbf < interval[1]);
  // Garwood's limits for ten events: 5.425 and 16.962.
  const ten = meanTimeBetweenFailures({ hours: 100, failures: 10 });
  printed(100 / ten.interval[1], '5.425');
  printed(100 / ten.interval[0], '16.962');
  assert.equal(meanTimeBetweenFailures({ hours: 100, failures: 0 }).interval[1], Number.POSITIVE_INFINITY);
  assert.throws(() => meanTimeBetweenFailures({ hours: 0, failures: 0 }), { code: 'no-runs' });
});

test('SP1: spot at 1.25 with C = 60 s and R = 300 s: at failures every 2 h, 15 and 10 minutes', () => {
  const at = (mtbf: number) => {
    const failures = { checkpoint: 60, mtbf, restart: 300 };
    assert.ok(usefulSpotPrice(1.25, failures) < usefulSpotPrice(1.25, failures, young(failures)));
    return usefulSpotPrice(1.25, failures, young(failures)); // the anchor saves at Young's interval
  };
  printed(at(7200), '1.4872');
  printed(at(900), '2.5801');
  printed(at(600), '3.3568');
  printed(usefulSpotPrice(1.25, { checkpoint: 60, mtbf: 600, restart: 300 }), '3.3412');
});

test('the advice is what train.checkpoint takes', () => {
  const failures = { checkpoint: 60, mtbf: 3600, restart: 120 };
  const { train, text } = checkpointEvery(failures);
  assert.deepEqual(train, { everyMinutes: 10 });
  assert.match(text, /every 10 minutes: failures every 1.00 h/);
  assert.deepEqual(checkpointEvery(failures, { stepSeconds: 0.5 }).train, { everySteps: 1236 });
  assert.deepEqual(checkpointEvery(failures, { stepSeconds: 1e6 }).train, { everySteps: 1 });
  assert.throws(() => checkpointEvery({ ...failures, mtbf: -1 }), { code: 'bad-number', message: /mtbf/ });
});

test('TCO1: eight H100 for 270,000 USD; break-even against 2.95, 2.29 and 3.99', () => {
  const cost = ownedCost({
    gpus: 8,
    price: 270_000,
    salvage: 0.25,
    years: 4,
    rate: 0.08,
    kW: 10.2,
    coloPerKWMonth: 180,
    load: 0.75,
    pue: 1.25,
    pricePerKWh: 0.0826,
    maintenance: 0.05,
  });
  printed(cost.total, '108990.1584');
  printed(cost.pricePerGpuHour, '1.555225');
  printed(breakEvenUtilisation(cost.pricePerGpuHour, 2.95) * 100, '52.72');
  printed(breakEvenUtilisation(cost.pricePerGpuHour, 2.29) * 100, '67.91');
  printed(breakEvenUtilisation(cost.pricePerGpuHour, 3.99) * 100, '38.98');
});

test('RV1: demand uniform from 0 to 100, reserved 2.00 against 2.95: reserve 32.203', () => {
  printed(unitsToReserve(uniform(0, 100), { reserved: 2, onDemand: 2.95 }), '32.203');
  assert.equal(unitsToReserve(uniform(0, 100), { reserved: 3, onDemand: 2.95 }), 0);
});

test('the console that advertises “buy, saves $490,903” loses 9,439.68 at its own 10 %', () => {
  const [capex, operation, rent] = [1_920_000, 728_680, 3_139_584];
  printed(rent - capex - operation, '490904');
  const saved = (rent - operation) / 4;
  printed(npv(0.1, [-capex, saved, saved, saved, saved]), '-9439.68');
  // The same as a verdict: yearly sums at the ends of four years.
  const yearly = (usd: number) => Array.from({ length: 49 }, (_, month) => (month > 0 && month % 12 === 0 ? usd : 0));
  const buy = { fixed: yearly(operation / 4).map((usd, month) => (month === 0 ? capex : usd)), floating: [] };
  const {
    npv: value,
    choice,
    right,
    p5,
    p95,
  } = verdict(
    buy,
    { fixed: [], floating: yearly(rent / 4) },
    { rate: 0.1, process: { start: 1, reversion: 0.6, volatility: 0.3 }, paths: 4000, seed: 1 },
  );
  printed(value, '-9439.68');
  assert.equal(choice, 'second');
  assert.ok(right > 0.3 && right < 0.7, 'close to nothing, so near to a coin’s toss');
  assert.ok(p5 < value && value < p95);
});

test('price paths: today’s price first, reverting to the median with Schwartz’s mean and variance', () => {
  const process = { start: 1.5, reversion: 1.2, volatility: 0.4 };
  const [months, paths] = [36, 20_000];
  const indices = pricePaths(process, { months, paths, seed: 3 });
  const logs = (month: number) => Array.from({ length: paths }, (_, path) => Math.log(indices[path * months + month]!));
  assert.ok(logs(0).every((value) => value === 0));
  for (const month of [6, 35]) {
    const values = logs(month);
    const mean = values.reduce((sum, value) => sum + value, 0) / paths;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / paths;
    const decay = Math.exp((-1.2 * month) / 12);
    near(mean, Math.log(1.5) * (decay - 1), 0.02);
    near(variance, (0.16 * (1 - decay ** 2)) / 2.4, 0.05);
  }
  assert.deepEqual(
    pricePaths(process, { months: 3, paths: 2, seed: 3 }),
    pricePaths(process, { months: 3, paths: 2, seed: 3 }),
  );
  assert.throws(() => pricePaths({ ...process, start: 0 }, { months: 1, paths: 1, seed: 0 }), { code: 'bad-number' });
});
