// What every metric of the list must hold to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EvaluateError } from '../errors.ts';
import type { Metric } from './contract.ts';
import * as list from './index.ts';
import { type MeterBatch, metricMeter } from './meter.ts';
import { type Examples, examples } from './testing/examples.ts';

const metrics: [string, Metric][] = Object.entries(list);

const only = (values: Record<string, number>) => Object.values(values)[0]!;
const near = (a: number, b: number, what: string) =>
  assert.ok(Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b)), `${what}: ${a} and ${b}`);

for (const [name, metric] of metrics) {
  const all: Examples = examples[metric.tally.of]();
  const meterOf = (exactUpTo?: number) => metricMeter([metric], { ...all.options, ...(exactUpTo && { exactUpTo }) });
  const measured = (batch: MeterBatch) => only(meterOf().update(batch).values());
  const everything = all.part(0, all.count);
  const whole = measured(everything);

  test(`${name}: is exported under its kind and says what it is`, () => {
    assert.equal(metric.kind, name);
    assert.match(metric.about, /^[A-Z].{10,}\.$/);
    assert.match(metric.label, /^\S.*\S$/);
    assert.ok(metric.range[0] < metric.range[1]);
  });

  test(`${name}: lies in its range, and the best of answers is at its better end`, () => {
    assert.ok(whole >= metric.range[0] && whole <= metric.range[1], String(whole));
    const best = measured(all.best);
    near(best, metric.better === 'higher' ? metric.range[1] : metric.range[0], 'the best');
    assert.ok(metric.better === 'higher' ? best > whole : best < whole);
  });

  test(`${name}: batches give what the whole gives, in any order of merging`, () => {
    const cuts = [0, 1, 64, 128, 129, 400, all.count];
    const parts = cuts.slice(1).map((to, i) => all.part(cuts[i]!, to));
    const streamed = meterOf();
    for (const each of parts) streamed.update(each);
    near(only(streamed.values()), whole, 'streamed');
    const merged = parts.map((each) => meterOf().update(each)).reduceRight((sum, each) => sum.merge(each));
    near(only(merged.values()), whole, 'merged');
    assert.equal(merged.count, streamed.count);
    near(only(meterOf().merge(streamed).values()), whole, 'merged into an empty one');
    near(only(streamed.merge(meterOf()).values()), whole, 'an empty one merged');
  });

  test(`${name}: counts go through JSON and go on, those of bins too`, () => {
    const half = all.count / 2;
    for (const limit of [undefined, 100]) {
      const straight = only(meterOf(limit).update(everything).values());
      const begun = meterOf(limit).update(all.part(0, half));
      const back = meterOf(limit).restore(JSON.parse(JSON.stringify(begun)));
      assert.deepEqual(back.values(), begun.values());
      const same = (value: number, what: string) =>
        Number.isNaN(straight) ? assert.ok(Number.isNaN(value), what) : near(value, straight, what);
      same(only(back.update(all.part(half, all.count)).values()), 'gone on');
      same(only(begun.merge(meterOf(limit).update(all.part(half, all.count))).values()), 'merged');
    }
  });

  test(`${name}: refuses what can't be measured, and stays as it was`, () => {
    for (const [batch, code] of all.wrong) {
      const meter = meterOf().update(everything);
      assert.throws(
        () => meter.update(batch),
        (error) => error instanceof EvaluateError && error.code === code,
        code,
      );
      assert.equal(only(meter.values()), whole);
    }
    assert.throws(() => meterOf().values(), { code: 'empty' });
  });

  test(`${name}: of one example it is in its range, or not defined`, () => {
    const value = measured(all.part(0, 1));
    assert.ok(Number.isNaN(value) || (value >= metric.range[0] && value <= metric.range[1]), String(value));
  });

  test(`${name}: a weight of two is the example twice, one of nought none; or weights are refused`, () => {
    const batch = all.part(0, 60);
    const weights = Array.from({ length: 60 }, (_, i) => i % 3);
    if (metric.tally.unweighted) {
      if ('targets' in batch && !('scales' in batch))
        assert.throws(() => meterOf().update({ ...batch, weights }), {
          code: 'option-invalid',
          message: /can't weigh/,
        });
      return;
    }
    const repeated = meterOf();
    for (const [i, times] of weights.entries()) for (let t = 0; t < times; t++) repeated.update(all.part(i, i + 1));
    near(measured({ ...batch, weights } as MeterBatch), only(repeated.values()), 'weighed');
  });
}

test('what metrics share is counted once, and metrics of different things have a meter each', () => {
  const { accuracy, macroF1, matthews, mse } = list;
  assert.equal(metricMeter([accuracy, macroF1, matthews], { classes: 2 }).toJSON().states.length, 1);
  assert.throws(() => metricMeter([accuracy, mse]), {
    code: 'option-invalid',
    message: /accuracy \(classes\), mse \(numbers\)/,
  });
  assert.throws(() => metricMeter([]), { code: 'option-invalid', message: /received none/ });
  assert.throws(() => metricMeter([mse]).merge(metricMeter([accuracy])), { code: 'option-invalid' });
});
