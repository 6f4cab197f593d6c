// What every metric of the list must hold to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawsFor } from '@capstan/base';
import { EvaluateError } from '../errors.ts';
import type { Metric } from './contract.ts';
import * as list from './index.ts';
import { metricMeter } from './meter.ts';

const metrics: [string, Metric][] = Object.entries(list);
const CLASSES = 11;

/** 600 answers of a classifier, or predicted numbers, all of them multiples of 2^-10: sums of them are exact in any order. */
function answers() {
  const next = drawsFor('bootstrap', 5).uniform;
  const targets = Array.from({ length: 600 }, () => Math.floor(next() * CLASSES));
  const probabilities = targets.flatMap((target) => {
    const shares = new Array<number>(CLASSES).fill(0);
    for (let i = 0; i < 16; i++) shares[next() < 0.2 ? target : Math.floor(next() * CLASSES)]! += 1 / 16;
    return shares;
  });
  return { probabilities, targets };
}
function numbers() {
  const next = drawsFor('bootstrap', 6).uniform;
  const targets = Array.from({ length: 600 }, () => 1 + Math.floor(next() * 1024) / 1024);
  return { targets, predictions: targets.map((value) => value + Math.floor(next() * 256) / 1024) };
}

type Examples = ReturnType<typeof answers> | ReturnType<typeof numbers>;
const width = (of: Metric['tally']['of']) => (of === 'classes' ? CLASSES : 1);
const examplesFor = ({ tally }: Metric): Examples => (tally.of === 'classes' ? answers() : numbers());
const meterOf = (metric: Metric, exactUpTo?: number) =>
  metricMeter([metric], { classes: metric.tally.of === 'classes' ? CLASSES : 0, ...(exactUpTo && { exactUpTo }) });
function part(metric: Metric, all: Examples, from: number, to: number): Examples {
  const n = width(metric.tally.of);
  const targets = all.targets.slice(from, to);
  if ('predictions' in all) return { targets, predictions: all.predictions.slice(from, to) };
  return { targets, probabilities: all.probabilities.slice(from * n, to * n) };
}
const only = (values: Record<string, number>) => Object.values(values)[0]!;
const near = (a: number, b: number, what: string) =>
  assert.ok(Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b)), `${what}: ${a} and ${b}`);

for (const [name, metric] of metrics) {
  const all = examplesFor(metric);
  const whole = only(meterOf(metric).update(all).values());

  test(`${name}: is exported under its kind and says what it is`, () => {
    assert.equal(metric.kind, name);
    assert.match(metric.about, /^[A-Z].{10,}\.$/);
    assert.match(metric.label, /^\S.*\S$/);
    assert.ok(metric.range[0] < metric.range[1]);
  });

  test(`${name}: lies in its range, and the best of answers is at its better end`, () => {
    assert.ok(whole >= metric.range[0] && whole <= metric.range[1], String(whole));
    const perfect =
      'predictions' in all
        ? { targets: all.targets, predictions: all.targets }
        : {
            targets: all.targets,
            probabilities: all.targets.flatMap((t) => Array.from({ length: CLASSES }, (_, c) => Number(c === t))),
          };
    const best = only(meterOf(metric).update(perfect).values());
    near(best, metric.better === 'higher' ? metric.range[1] : metric.range[0], 'the best');
    assert.ok(metric.better === 'higher' ? best > whole : best < whole);
  });

  test(`${name}: batches give what the whole gives, in any order of merging`, () => {
    const cuts = [0, 1, 64, 128, 129, 400, 600];
    const parts = cuts.slice(1).map((to, i) => part(metric, all, cuts[i]!, to));
    const streamed = meterOf(metric);
    for (const each of parts) streamed.update(each);
    near(only(streamed.values()), whole, 'streamed');
    const merged = parts.map((each) => meterOf(metric).update(each)).reduceRight((sum, each) => sum.merge(each));
    near(only(merged.values()), whole, 'merged');
    assert.equal(merged.count, streamed.count);
    near(only(meterOf(metric).merge(streamed).values()), whole, 'merged into an empty one');
    near(only(streamed.merge(meterOf(metric)).values()), whole, 'an empty one merged');
  });

  test(`${name}: counts go through JSON and go on, those of bins too`, () => {
    for (const limit of [undefined, 100]) {
      const straight = meterOf(metric, limit).update(all);
      const half = meterOf(metric, limit).update(part(metric, all, 0, 300));
      const back = meterOf(metric, limit).restore(JSON.parse(JSON.stringify(half)));
      assert.deepEqual(back.values(), half.values());
      near(only(back.update(part(metric, all, 300, 600)).values()), only(straight.values()), 'gone on');
      near(
        only(half.merge(meterOf(metric, limit).update(part(metric, all, 300, 600))).values()),
        only(straight.values()),
        'merged',
      );
    }
  });

  test(`${name}: refuses what is no number, other lengths and nothing at all, and stays as it was`, () => {
    const refuses = (change: Partial<Record<'targets' | 'predictions' | 'probabilities', number[]>>, code: string) => {
      const meter = meterOf(metric).update(all);
      const wrong = { ...part(metric, all, 0, 10), ...change } as Examples;
      assert.throws(
        () => meter.update(wrong),
        (error) => error instanceof EvaluateError && error.code === code,
      );
      assert.equal(only(meter.values()), whole);
    };
    const key = 'predictions' in all ? 'predictions' : 'probabilities';
    const first = part(metric, all, 0, 10);
    const answersOf = 'predictions' in first ? first.predictions : first.probabilities;
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) refuses({ [key]: answersOf.with(0, bad) }, 'not-finite');
    refuses({ [key]: answersOf.slice(1) }, 'lengths-differ');
    refuses({ [key]: [], targets: [] }, 'empty');
    refuses(
      { targets: first.targets.with(3, Number.NaN) },
      key === 'predictions' ? 'not-finite' : 'target-out-of-range',
    );
    assert.throws(() => meterOf(metric).values(), { code: 'empty' });
  });

  test(`${name}: of one example it is in its range, or not defined`, () => {
    const value = only(
      meterOf(metric)
        .update(part(metric, all, 0, 1))
        .values(),
    );
    assert.ok(Number.isNaN(value) || (value >= metric.range[0] && value <= metric.range[1]), String(value));
  });
}

test('what metrics share is counted once, and metrics of classes and of numbers have a meter each', () => {
  const { accuracy, macroF1, matthews, mse } = list;
  assert.equal(metricMeter([accuracy, macroF1, matthews], { classes: 2 }).toJSON().states.length, 1);
  assert.throws(() => metricMeter([accuracy, mse]), {
    code: 'option-invalid',
    message: /accuracy \(classes\), mse \(numbers\)/,
  });
  assert.throws(() => metricMeter([]), { code: 'option-invalid', message: /received none/ });
  assert.throws(() => metricMeter([mse]).merge(metricMeter([accuracy])), { code: 'option-invalid' });
});
