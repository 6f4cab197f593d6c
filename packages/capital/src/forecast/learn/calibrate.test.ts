import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cdf, quantile, sample } from '../../distribution/read.ts';
import { near } from '../../testing.ts';
import { chip } from '../chips/chips.ts';
import { forecastTraining, type LogNormal, lognormalByMedian, TRAINING_PRIORS } from '../training.ts';
import { calibrate } from './calibrate.ts';
import { CALIBRATED, calibrateFromRuns, RUN_PRIORS } from './calibrate-runs.ts';
import { crps, scoreForecasts } from './score.ts';

test('measurements move the forecast to them and narrow it', () => {
  const { posterior, prior } = calibrate(TRAINING_PRIORS.mfu, [0.2, 0.21, 0.19, 0.2, 0.205, 0.195, 0.2, 0.2]);
  assert.ok(quantile(posterior, 0.5) < 0.22 && quantile(posterior, 0.5) > 0.2);
  assert.ok(posterior.sigma < prior.sigma / 1.5);
  const one = calibrate(TRAINING_PRIORS.mfu, [0.2]).posterior;
  near(one.mu, (TRAINING_PRIORS.mfu.mu + Math.log(0.2)) / 2); // a prior worth one run
  assert.deepEqual(calibrate(TRAINING_PRIORS.mfu, []).posterior, TRAINING_PRIORS.mfu);
  assert.throws(() => calibrate(TRAINING_PRIORS.mfu, [0.3, 0]), { code: 'bad-number' });
});

test('the update in one go is the update in two', () => {
  // Conjugacy, seen through the mean; the variance too as its prior counts grow with the runs.
  const all = calibrate(TRAINING_PRIORS.overhead, [1.1, 1.4, 1.2]).posterior;
  const logs = [1.1, 1.4, 1.2].map(Math.log);
  near(all.mu, (TRAINING_PRIORS.overhead.mu + logs[0]! + logs[1]! + logs[2]!) / 4);
});

test('after many measurements the forecast is their own distribution', () => {
  const truth: LogNormal = { kind: 'lognormal', mu: Math.log(0.31), sigma: 0.12 };
  const measured = sample(truth, { seed: 1, stream: 'mfu', count: 4000 });
  const { posterior } = calibrate(TRAINING_PRIORS.mfu, [...measured]);
  near(posterior.mu, truth.mu, 1e-3);
  near(posterior.sigma, truth.sigma, 1e-2);
});

test('runs of the ledger teach what they measured; the rest is named a guess', () => {
  const empty = calibrateFromRuns([]);
  assert.deepEqual(empty.guesses, [...CALIBRATED]);
  const run = {
    id: 'a',
    deviceHours: 10,
    usefulDeviceHours: 8,
    flops: 0.25 * 8 * 3600 * 989.4e12,
    peak: 989.4e12,
    kWh: 9,
    checkpointSeconds: 12,
  };
  const { figures, guesses } = calibrateFromRuns([run, { id: 'b', deviceHours: 3 }]);
  assert.deepEqual(guesses, ['tokensPerSecond']);
  near(figures.mfu.measured[0]!, 0.25);
  near(figures.overhead.measured[0]!, 1.25);
  near(figures.watts.measured[0]!, 900);
  assert.equal(figures.mfu.measured.length, 1);
  assert.deepEqual(figures.tokensPerSecond.posterior, RUN_PRIORS.tokensPerSecond);
  // A measured run changes the plan.
  const forecast = (mfu: LogNormal) => forecastTraining(1e20, chip('H100'), { usdPerChipHour: 2.95, mfu }).usd;
  assert.ok(quantile(forecast(figures.mfu.posterior), 0.5) > quantile(forecast(figures.mfu.prior), 0.5));
  assert.throws(() => calibrateFromRuns([{ ...run, kWh: -1 }]), { code: 'bad-number' });
});

test('CRPS of a lognormal is the integral of the squared distance of its distribution (Gneiting and Raftery 2007)', () => {
  const forecast = lognormalByMedian(2, 4);
  for (const actual of [0.7, 2, 5]) {
    let integral = 0;
    const step = 1e-3;
    for (let x = step / 2; x < 60; x += step) integral += (cdf(forecast, x) - (x >= actual ? 1 : 0)) ** 2 * step;
    near(crps(forecast, actual), integral, 1e-4);
  }
  near(crps({ kind: 'lognormal', mu: Math.log(2), sigma: 0 }, 3), 1);
});

test('past forecasts are scored: a right one covers as it says, a narrow one does not', () => {
  const truth = lognormalByMedian(100, 200);
  const actual = [...sample(truth, { seed: 3, stream: 'hours', count: 2000 })];
  const right = scoreForecasts(actual.map((value) => ({ forecast: truth, actual: value })));
  near(right.coverage50, 0.5, 0.05);
  near(right.coverage90, 0.9, 0.02);
  near(right.bias, 1, 0.02);
  const narrow = scoreForecasts(
    actual.map((value) => ({ forecast: { ...truth, sigma: truth.sigma / 4 }, actual: value })),
  );
  assert.ok(narrow.coverage90 < 0.5 && narrow.crps > right.crps && narrow.logScore > right.logScore);
  const low = scoreForecasts(actual.map((value) => ({ forecast: lognormalByMedian(50, 100), actual: value })));
  near(low.bias, 2, 0.02);
  assert.throws(() => scoreForecasts([]), { code: 'no-runs' });
});
