// Numbers, classes with weights, quantiles, draws, forecasts and rankings beside the reference libraries' values on 200 inputs
// each, recorded by tools/record_predictions.py, which names the versions in the file.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hitRateAt, mapAt, metricMeter, metrics, mrrAt, ndcgAt, rankedRecallAt, seasonalScale } from '../index.ts';
import type { Metric } from './contract.ts';

type Case = Record<string, unknown>;
const fixture: Record<string, Case[]> = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/predictions.json'), 'utf8'),
);

function same(values: Record<string, number>, recorded: Record<string, number | string>, where: string): void {
  for (const [name, want] of Object.entries(recorded)) {
    const got = values[name]!;
    if (want === 'nan') assert.ok(Number.isNaN(got), `${where}: ${name}: ${got}, recorded nan`);
    else {
      const far = Math.abs(got - Number(want)) / Math.max(1, Math.abs(Number(want)));
      assert.ok(far <= 1e-12, `${where}: ${name}: ${got}, recorded ${want}`);
    }
  }
}

function eachOf(kind: string, check: (one: never, where: string) => void): void {
  const cases = fixture[kind]!;
  assert.equal(cases.length, 200);
  for (const [i, one] of cases.entries()) check(one as never, `${kind} ${i}`); // as recorded
}
const named = (names: object): Metric[] =>
  Object.keys(names).map((name) => metrics[name as keyof typeof metrics] as Metric); // of the list

interface Weighed {
  targets: number[];
  weights: number[];
  weighted: Record<string, number>;
}

test("numbers equal scikit-learn's and lifelines', with weights and without", () =>
  eachOf('numbers', (one: Weighed & { predictions: number[]; plain: Record<string, number> }, where) => {
    const { targets, predictions, weights } = one;
    same(metricMeter(named(one.plain)).update({ predictions, targets }).values(), one.plain, where);
    const meter = metricMeter(named(one.weighted)).update({ predictions, targets, weights });
    same(meter.values(), one.weighted, `${where}, weighted`);
  }));

test("classes with weights equal scikit-learn's", () =>
  eachOf('classes', (one: Weighed & { probabilities: number[][] }, where) => {
    const { targets, weights, weighted, probabilities } = one;
    const meter = metricMeter(named(weighted), { classes: probabilities[0]!.length });
    same(meter.update({ probabilities: probabilities.flat(), targets, weights }).values(), weighted, where);
  }));

test("quantiles equal scikit-learn's pinball loss, and intervals their definition", () =>
  eachOf('quantiles', (one: Weighed & { levels: number[]; quantiles: number[][] }, where) => {
    const { targets, weights, weighted, levels, quantiles } = one;
    const meter = metricMeter(named(weighted), { levels }).update({ quantiles: quantiles.flat(), targets, weights });
    same(meter.values(), weighted, where);
    const crps = metricMeter([metrics.quantileCrps], { levels }).update({
      quantiles: quantiles.flat(),
      targets,
      weights,
    });
    same(crps.values(), { quantileCrps: 2 * weighted.pinball! }, where);
  }));

test('the interval score is the width, and two by one minus the level for what lies outside', () => {
  // Gneiting and Raftery 2007, equation 43, by hand: α = 0.2; widths 4, 2; 3 below the second interval.
  const meter = metricMeter([metrics.intervalScore], { levels: [0.1, 0.9] });
  meter.update({ quantiles: [0, 4, 5, 7], targets: [1, 2] });
  assert.ok(Math.abs(meter.values().intervalScore! - (4 + (2 + (2 / 0.2) * 3)) / 2) < 1e-12);
});

test("draws equal properscoring's CRPS", () =>
  eachOf('draws', (one: { targets: number[]; draws: number[][]; crps: number }, where) => {
    const meter = metricMeter([metrics.crps]).update({ draws: one.draws.flat(), targets: one.targets });
    same(meter.values(), { crps: one.crps }, where);
  }));

interface Forecast {
  season: number;
  scales: number[];
  histories: number[][];
  targets: number[][];
  predictions: number[][];
  benchmark: number[][];
  values: Record<string, number>;
}

test("forecasts equal the M4 competition's own evaluation", () =>
  eachOf('forecasts', (one: Forecast, where) => {
    const scales = one.histories.map((history) => seasonalScale(history, one.season));
    for (const [i, scale] of scales.entries()) same({ scale }, { scale: one.scales[i]! }, where);
    const [targets, predictions, benchmark] = [one.targets, one.predictions, one.benchmark].map((rows) => rows.flat());
    const batch = { targets: targets!, predictions: predictions!, benchmark: benchmark!, scales };
    same(metricMeter(named(one.values)).update(batch).values(), one.values, where);
  }));

test("rankings equal scikit-learn's NDCG, ties too, and trec_eval's measures without ties", () =>
  eachOf(
    'rankings',
    (
      one: { k: number; sizes: number[]; relevance: number[]; scores: number[]; values: Record<string, number> },
      where,
    ) => {
      const made = { ndcg: ndcgAt, map: mapAt, mrr: mrrAt, hitRate: hitRateAt, rankedRecall: rankedRecallAt };
      const meter = metricMeter(Object.values(made).map((at) => at(one.k))).update(one);
      const values = Object.entries(meter.values()).map(([kind, value]) => [kind.replace(/\d+$/, ''), value]);
      same(Object.fromEntries(values), one.values, where);
    },
  ));

test('a history that is not longer than a season is refused', () => {
  assert.throws(() => seasonalScale([1, 2], 2), { code: 'empty', message: /more than 2 values.*received 2/ });
  assert.throws(() => seasonalScale([1, 2], 0), { code: 'option-invalid' });
});
