// Examples of everything that is measured, for the suite that every metric of the list passes: answers that are neither all
// right nor all wrong, the best that there could be, and what must be refused.
import { drawsFor } from '@capstan/base';
import type { Batches } from '../batches.ts';
import type { MeterBatch } from '../meter.ts';

/** What the suite needs of one kind. */
export interface Examples {
  count: number;
  options: { classes?: number };
  part(from: number, to: number): MeterBatch;
  /** Answers than which none is better. */
  best: MeterBatch;
  /** Batches that are refused, with the code. */
  wrong: readonly (readonly [MeterBatch, string])[];
}

const CLASSES = 11;
const COUNT = 600;
const whole = (next: () => number, below: number) => Math.floor(next() * below);
const list = (count: number, of: (i: number) => number) => Array.from({ length: count }, (_, i) => of(i));
const BAD = [Number.NaN, Number.POSITIVE_INFINITY];

/** Answers of a classifier, all of them multiples of 2^-4: sums of them are exact in any order. */
function classes(): Examples {
  const next = drawsFor('bootstrap', 5).uniform;
  const targets = list(COUNT, () => whole(next, CLASSES));
  const probabilities = targets.flatMap((target) => {
    const shares = new Array<number>(CLASSES).fill(0);
    for (let i = 0; i < 16; i++) shares[next() < 0.2 ? target : whole(next, CLASSES)]! += 1 / 16;
    return shares;
  });
  const part = (from: number, to: number) => ({
    targets: targets.slice(from, to),
    probabilities: probabilities.slice(from * CLASSES, to * CLASSES),
  });
  const first = part(0, 10);
  return {
    ...{ count: COUNT, options: { classes: CLASSES }, part },
    best: { targets, probabilities: targets.flatMap((target) => list(CLASSES, (c) => Number(c === target))) },
    wrong: [
      ...BAD.map((bad) => [{ ...first, probabilities: first.probabilities.with(0, bad) }, 'not-finite'] as const),
      [{ ...first, probabilities: first.probabilities.slice(1) }, 'lengths-differ'],
      [{ targets: [], probabilities: [] }, 'empty'],
      [{ ...first, targets: first.targets.with(3, Number.NaN) }, 'target-out-of-range'],
    ],
  };
}

/** Predicted numbers, all of them multiples of 2^-10. */
function numbers(): Examples {
  const next = drawsFor('bootstrap', 6).uniform;
  const targets = list(COUNT, () => 1 + whole(next, 1024) / 1024);
  const predictions = targets.map((value) => value + whole(next, 256) / 1024);
  const part = (from: number, to: number) => ({
    targets: targets.slice(from, to),
    predictions: predictions.slice(from, to),
  });
  const first = part(0, 10);
  return {
    ...{ count: COUNT, options: {}, part },
    best: { targets, predictions: targets },
    wrong: [
      ...BAD.map((bad) => [{ ...first, predictions: first.predictions.with(0, bad) }, 'not-finite'] as const),
      [{ ...first, predictions: first.predictions.slice(1) }, 'lengths-differ'],
      [{ targets: [], predictions: [] }, 'empty'],
      [{ ...first, targets: first.targets.with(3, Number.NaN) }, 'not-finite'],
      [{ ...first, weights: [1] }, 'lengths-differ'],
      [{ ...first, weights: first.targets.map(() => -1) }, 'weight-invalid'],
    ],
  };
}

/** Three quantiles about a number that is half right. */
function quantiles(): Examples {
  const next = drawsFor('bootstrap', 7).uniform;
  const targets = list(COUNT, () => whole(next, 1024) / 1024);
  const rows = targets.flatMap((value) => {
    const middle = value + whole(next, 512) / 1024 - 0.25;
    return [middle - 0.125, middle, middle + 0.125];
  });
  const part = (from: number, to: number) => ({
    targets: targets.slice(from, to),
    quantiles: rows.slice(from * 3, to * 3),
  });
  const first = part(0, 10);
  return {
    ...{ count: COUNT, options: {}, part },
    best: { targets, quantiles: targets.flatMap((value) => [value, value, value]) },
    wrong: [
      ...BAD.map((bad) => [{ ...first, quantiles: first.quantiles.with(2, bad) }, 'not-finite'] as const),
      [{ ...first, quantiles: first.quantiles.slice(1) }, 'lengths-differ'],
      [{ ...first, quantiles: first.quantiles.with(0, 9) }, 'quantiles-cross'],
      [{ targets: [], quantiles: [] }, 'empty'],
      [{ ...first, targets: first.targets.with(3, Number.NaN) }, 'not-finite'],
    ],
  };
}

/** Four draws for each number. */
function draws(): Examples {
  const next = drawsFor('bootstrap', 8).uniform;
  const targets = list(COUNT, () => whole(next, 1024) / 1024);
  const rows = targets.flatMap((value) => list(4, () => value + whole(next, 512) / 1024));
  const part = (from: number, to: number) => ({
    targets: targets.slice(from, to),
    draws: rows.slice(from * 4, to * 4),
  });
  const first = part(0, 10);
  return {
    ...{ count: COUNT, options: {}, part },
    best: { targets, draws: targets },
    wrong: [
      ...BAD.map((bad) => [{ ...first, draws: first.draws.with(2, bad) }, 'not-finite'] as const),
      [{ ...first, draws: first.draws.slice(1) }, 'lengths-differ'],
      [{ targets: [], draws: [] }, 'empty'],
      [{ ...first, targets: first.targets.with(3, Number.NaN) }, 'not-finite'],
    ],
  };
}

const HORIZON = 4;

/** Forecasts over four steps, and the benchmark's that are worse. */
function forecasts(): Examples {
  const next = drawsFor('bootstrap', 9).uniform;
  const all = COUNT * HORIZON;
  const targets = list(all, () => 1 + whole(next, 1024) / 1024);
  const predictions = targets.map((value) => value + whole(next, 256) / 1024);
  const benchmark = targets.map((value) => value + 0.5 + whole(next, 256) / 1024);
  const scales = list(COUNT, () => 2 ** whole(next, 3));
  const part = (from: number, to: number) => {
    const cut = (values: number[]) => values.slice(from * HORIZON, to * HORIZON);
    return {
      ...{ targets: cut(targets), predictions: cut(predictions), benchmark: cut(benchmark) },
      scales: scales.slice(from, to),
    };
  };
  const first = part(0, 10);
  return {
    ...{ count: COUNT, options: {}, part },
    best: { targets, predictions: targets, benchmark, scales },
    wrong: [
      ...BAD.map((bad) => [{ ...first, predictions: first.predictions.with(0, bad) }, 'not-finite'] as const),
      [{ ...first, predictions: first.predictions.slice(1) }, 'lengths-differ'],
      [{ ...first, benchmark: first.benchmark.slice(1) }, 'lengths-differ'],
      [{ ...first, scales: [1, 1, 1] }, 'lengths-differ'],
      [{ targets: [], predictions: [], scales: [] }, 'empty'],
      [{ ...first, scales: first.scales.with(1, -1) }, 'not-finite'],
    ],
  };
}

const ITEMS = 30;

/** Lists of thirty items of which some are relevant. */
function rankings(): Examples {
  const next = drawsFor('bootstrap', 10).uniform;
  const relevance = list(COUNT * ITEMS, (i) => (i % ITEMS === 3 || next() < 0.08 ? 1 + whole(next, 4) : 0));
  const scores = relevance.map((value) => value + next() * 6);
  const part = (from: number, to: number) => ({
    relevance: relevance.slice(from * ITEMS, to * ITEMS),
    scores: scores.slice(from * ITEMS, to * ITEMS),
    sizes: list(to - from, () => ITEMS),
  });
  const first = part(0, 10);
  return {
    ...{ count: COUNT, options: {}, part },
    best: { ...part(0, COUNT), scores: relevance },
    wrong: [
      ...BAD.map((bad) => [{ ...first, scores: first.scores.with(0, bad) }, 'not-finite'] as const),
      [{ ...first, scores: first.scores.slice(1) }, 'lengths-differ'],
      [{ ...first, sizes: first.sizes.slice(1) }, 'lengths-differ'],
      [{ ...first, sizes: first.sizes.with(0, 0) }, 'option-invalid'],
      [{ ...first, relevance: first.relevance.with(0, -1) }, 'target-out-of-range'],
      [{ scores: [], relevance: [], sizes: [] }, 'empty'],
    ],
  };
}

/** Pictures with three boxes each, of which some are found, not all at their place. */
function boxes(): Examples {
  const next = drawsFor('bootstrap', 11).uniform;
  const all = Array.from({ length: COUNT }, () => {
    const truth = list(3, (at) => at).map((at) => {
      const [left, top] = [40 * at, whole(next, 20)];
      return { box: [left, top, left + 16, top + 16] as const, label: whole(next, 3) };
    });
    const found = truth.map(({ box: [left, top, right, bottom], label }) => {
      const by = whole(next, 8);
      return { box: [left + by, top, right + by, bottom] as const, label: next() < 0.8 ? label : 0, score: next() };
    });
    return { truth, found };
  });
  const part = (from: number, to: number) => ({ pictures: all.slice(from, to) });
  const { truth, found } = all[0]!;
  const wrong = (change: object) => ({ pictures: [{ truth, found: [{ ...found[0]!, ...change }] }] });
  return {
    ...{ count: COUNT, options: { classes: 3 }, part },
    best: {
      pictures: all.map((one) => ({ ...one, found: one.truth.map((box) => ({ ...box, score: 0.5 + next() / 2 })) })),
    },
    wrong: [
      ...BAD.map((score) => [wrong({ score }), 'not-finite'] as const),
      [wrong({ label: 3 }), 'target-out-of-range'],
      [wrong({ box: [0, 0, Number.NaN, 1] }), 'box-invalid'],
      [wrong({ box: [5, 0, 4, 1] }), 'box-invalid'],
      [{ pictures: [] }, 'empty'],
    ],
  };
}

/** Pixels of three classes, some of which don't count. */
function pixels(): Examples {
  const next = drawsFor('bootstrap', 12).uniform;
  const predictions = list(COUNT, () => whole(next, 3));
  const targets = predictions.map((label) => (next() < 0.1 ? 255 : next() < 0.6 ? label : whole(next, 3)));
  const part = (from: number, to: number) => ({
    predictions: predictions.slice(from, to),
    targets: targets.slice(from, to),
  });
  const first = part(0, 10);
  return {
    ...{ count: COUNT, options: { classes: 3 }, part },
    best: { targets, predictions: targets.map((label) => label % 255) },
    wrong: [
      ...BAD.map((bad) => [{ ...first, predictions: first.predictions.with(0, bad) }, 'target-out-of-range'] as const),
      [{ ...first, predictions: first.predictions.slice(1) }, 'lengths-differ'],
      [{ ...first, targets: first.targets.with(3, 3) }, 'target-out-of-range'],
      [{ ...first, weights: [1] }, 'lengths-differ'],
      [{ predictions: [], targets: [] }, 'empty'],
    ],
  };
}

/** Sentences of eight tags. */
function tags(): Examples {
  const next = drawsFor('bootstrap', 13).uniform;
  const some = () => ['O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC'][whole(next, 5)]!;
  const targets = Array.from({ length: COUNT }, () => Array.from({ length: 8 }, some));
  const predictions = targets.map((sentence) => sentence.map((tag) => (next() < 0.8 ? tag : some())));
  const part = (from: number, to: number) => ({
    predictions: predictions.slice(from, to),
    targets: targets.slice(from, to),
  });
  const first = part(0, 10);
  return {
    ...{ count: COUNT, options: {}, part },
    best: { targets, predictions: targets },
    wrong: [
      [{ ...first, predictions: first.predictions.slice(1) }, 'lengths-differ'],
      [{ ...first, predictions: first.predictions.with(0, ['O']) }, 'lengths-differ'],
      [{ ...first, targets: first.targets.with(0, first.targets[0]!.with(2, 'PER')) }, 'tag-invalid'],
      [{ predictions: [], targets: [] }, 'empty'],
    ],
  };
}

/** Examples of each kind. */
export const examples: { readonly [A in keyof Batches]: () => Examples } = {
  classes,
  numbers,
  quantiles,
  draws,
  forecasts,
  rankings,
  boxes,
  pixels,
  tags,
};
