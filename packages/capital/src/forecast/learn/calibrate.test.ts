import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cdf, mean, quantile, sample, sd } from '../../distribution/read.ts';
import { normals } from '../../random/columns.ts';
import { near } from '../../testing.ts';
import { chip } from '../chips/chips.ts';
import { forecastTraining, type LogNormal, lognormalByMedian, TRAINING_PRIORS } from '../training.ts';
import { calibrate } from './calibrate.ts';
import { CALIBRATED, calibrateFromRuns, RUN_PRIORS } from './calibrate-runs.ts';
import { crps, scoreForecasts } from './score.ts';

test('measurements move the figure to them and narrow it', () => {
  const { posterior, prior, next } = calibrate(TRAINING_PRIORS.mfu, [0.2, 0.21, 0.19, 0.2, 0.205, 0.195, 0.2, 0.2]);
  near(quantile(posterior, 0.5), 0.2, 0.005);
  assert.ok(posterior.sigma < prior.sigma / 10 && posterior.sigma < next.sigma && next.sigma < prior.sigma / 5);
  const one = calibrate(TRAINING_PRIORS.mfu, [0.2]);
  assert.ok(one.posterior.sigma < prior.sigma / 3); // a run that misses by a twentieth outweighs the guess
  near(quantile(one.posterior, 0.5), 0.2, 0.02);
  const loose = calibrate(TRAINING_PRIORS.mfu, [0.2], { scatter: 0.6 });
  assert.ok(quantile(loose.posterior, 0.5) > 0.22 && loose.posterior.sigma > 4 * one.posterior.sigma);
  const none = calibrate(TRAINING_PRIORS.mfu, []);
  assert.deepEqual([none.posterior, none.next], [TRAINING_PRIORS.mfu, TRAINING_PRIORS.mfu]);
  assert.throws(() => calibrate(TRAINING_PRIORS.mfu, [0.3, 0]), { code: 'bad-number' });
});

test('ten runs of 0.03 within 5 % leave a range of a few per cent, and each narrows it', () => {
  const prior: LogNormal = {
    kind: 'lognormal',
    mu: Math.log(0.0004 * 0.02) / 2,
    sigma: Math.log(50) / (2 * 1.6448536269514722),
  };
  const wide = [1, 3, 10, 50].map((n) => {
    const { posterior, next } = calibrate(
      prior,
      Array.from({ length: n }, (_, i) => 0.03 * (1 + 0.05 * Math.sin(i * 2.1))),
    );
    return [posterior, next].map((each) => quantile(each, 0.95) / quantile(each, 0.05));
  });
  assert.ok(wide.every(([figure], i) => figure! < (i === 0 ? 1.3 : wide[i - 1]![0]!)));
  assert.ok(wide[2]![1]! < 0.035 / 0.026 && wide[2]![0]! < 1.06);
});

test('the scatter between runs is learnt from them: by √n, and the next run is their own distribution', () => {
  const truth: LogNormal = { kind: 'lognormal', mu: Math.log(0.31), sigma: 0.12 };
  const measured = sample(truth, { seed: 1, stream: 'mfu', count: 4000 });
  const { posterior, next, scatter } = calibrate(TRAINING_PRIORS.mfu, [...measured]);
  near(next.mu, truth.mu, 1e-3);
  near(next.sigma, truth.sigma, 1e-2);
  near(scatter, truth.sigma, 0.05);
  near(posterior.sigma, truth.sigma / Math.sqrt(4000), 0.05);
});

test('after 1, 3, 10 and 50 runs of 5 % scatter 90 % intervals hold 90 %, of the figure and of the next run', () => {
  const draws = (stream: string, count: number) => normals(11, stream, new Float64Array(count));
  const worlds = 500;
  const [middles, widths, truths] = ['middle', 'width', 'truth'].map((each) => draws(each, worlds)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]; // as: three of three
  for (const n of [1, 3, 10, 50]) {
    const noise = draws(`noise ${n}`, worlds * (n + 1));
    let [figure, run, narrower] = [0, 0, 0];
    for (let w = 0; w < worlds; w++) {
      const prior: LogNormal = { kind: 'lognormal', mu: 2 * middles[w]!, sigma: 0.3 + 0.6 * Math.abs(widths[w]!) };
      const truth = prior.mu + prior.sigma * truths[w]!;
      const runs = Array.from({ length: n + 1 }, (_, i) => Math.exp(truth + 0.05 * noise[w * (n + 1) + i]!));
      const { posterior, next } = calibrate(prior, runs.slice(0, n));
      const holds = (forecast: LogNormal, value: number): number => {
        const p = cdf(forecast, value);
        return p >= 0.05 && p <= 0.95 ? 1 : 0;
      };
      figure += holds(posterior, Math.exp(truth));
      run += holds(next, runs[n]!);
      narrower += Number(posterior.sigma < prior.sigma && next.sigma < prior.sigma);
    }
    const told = `${n} runs: ${figure} and ${run} of ${worlds}`;
    assert.ok(figure / worlds >= 0.87 && figure / worlds <= 0.93, told);
    assert.ok(Math.abs(run / worlds - 0.9) < 0.04, told); // three deviations of 500 worlds
    assert.equal(narrower, worlds);
  }
});

test('a share stays a share', () => {
  const prior = lognormalByMedian(0.5, 0.95);
  const { posterior, next } = calibrate(prior, [0.93, 0.95, 0.91], { share: true });
  assert.ok(quantile(next, 0.9999) < 1 && quantile(posterior, 0.05) > 0.87 && quantile(posterior, 0.95) < 0.97);
  const column = sample(next, { seed: 1, stream: 'share', count: 10_000 });
  assert.ok(column.every((value) => value > 0 && value < 1));
  assert.throws(() => calibrate(prior, [1], { share: true }), { code: 'bad-number', message: /below 1/ });
  near(mean({ kind: 'logitnormal', mu: 0, sigma: 1.5 }), 0.5, 1e-12);
  near(sd({ kind: 'logitnormal', mu: 0, sigma: 1e-3 }), 0.25e-3, 1e-4);
  near(
    cdf({ kind: 'logitnormal', mu: 1, sigma: 2 }, quantile({ kind: 'logitnormal', mu: 1, sigma: 2 }, 0.3)),
    0.3,
    1e-12,
  );
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
  const forecast = (mfu: LogNormal) => forecastTraining(1e20, chip('H100'), { pricePerChipHour: 2.95, mfu }).cost;
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
