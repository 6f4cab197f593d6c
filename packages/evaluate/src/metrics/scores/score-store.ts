import type { Numbers } from '../check.ts';
import { type ChosenThreshold, chooseFromCounts } from './choose-threshold.ts';
import { averagePrecisionOf, type PrecisionRecallCurve, precisionRecallFromCounts } from './precision-recall-curve.ts';
import { oneVsRest } from './roc-auc.ts';
import { auc, type RocCurve, rocFromCounts } from './roc-curve.ts';
import { type CountsAtThresholds, countsAtThresholds } from './thresholds.ts';

/**
 * A score's bin is the upper bits of its odds p / (1 − p) as a float32: the exponent, from 2^−24 to 2^24, and five bits of the
 * fraction. So bins lie almost evenly over the log-odds, where the ends of [0, 1] are as fine as its middle, without a logarithm.
 */
const OCTAVES = 24;
const FRACTION = 5;
const FIRST = (127 - OCTAVES) << FRACTION;
const BINS = (2 * OCTAVES) << FRACTION;

/** One class against the rest. */
export interface ClassCurve {
  roc: RocCurve;
  auc: number;
  averagePrecision: number;
  precisionRecall: PrecisionRecallCurve;
  /** By the best F1. */
  threshold: ChosenThreshold | undefined;
}

/** A store as plain JSON: scores where all are kept, else how many fall into each bin, by class. */
export interface SavedScores {
  classes: number;
  limit: number;
  kept?: { probabilities: number[]; targets: number[] };
  positive: number[][];
  negative: number[][];
}

/**
 * Remembers scores for curves: all of them up to a limit, from there on only how many fall into fine bins, so that memory stays
 * at classes × 12 KiB however many examples come.
 */
export class ScoreStore {
  readonly #classes: number;
  readonly #limit: number;
  #kept: { probabilities: Numbers; targets: Numbers }[] | undefined = [];
  #size = 0;
  /** Examples of the class, and of the others, per bin: [class][bin]. */
  #positive: Uint32Array[] = [];
  #negative: Uint32Array[] = [];
  readonly #curves = new Map<number, ClassCurve>();

  constructor(classes: number, limit: number) {
    this.#classes = classes;
    this.#limit = limit;
  }

  /** Whether curves are exact: every score was kept. */
  get exact(): boolean {
    return this.#kept !== undefined;
  }

  add(probabilities: Numbers, targets: Numbers): void {
    this.#curves.clear();
    this.#size += probabilities.length;
    if (this.#kept === undefined) {
      this.#bin(probabilities, targets);
      return;
    }
    if (this.#size <= this.#limit) {
      this.#kept.push({ probabilities: copy(probabilities), targets: copy(targets) });
      return;
    }
    this.#toBins();
    this.#bin(probabilities, targets);
  }

  /** From here on only bins are counted. */
  #toBins(): void {
    const earlier = this.#kept;
    if (!earlier) return;
    this.#kept = undefined;
    const empty = () => Array.from({ length: this.#classes }, () => new Uint32Array(BINS));
    [this.#positive, this.#negative] = [empty(), empty()];
    for (const batch of earlier) this.#bin(batch.probabilities, batch.targets);
  }

  /** Adds what another has seen. */
  merge(other: ScoreStore): void {
    this.#curves.clear();
    if (other.#kept) {
      for (const { probabilities, targets } of other.#kept) this.add(probabilities, targets);
      return;
    }
    this.#size += other.#size;
    this.#toBins();
    for (let c = 0; c < this.#classes; c++) {
      for (let bin = 0; bin < BINS; bin++) {
        this.#positive[c]![bin]! += other.#positive[c]![bin]!;
        this.#negative[c]![bin]! += other.#negative[c]![bin]!;
      }
    }
  }

  save(): SavedScores {
    const lists = (counts: Uint32Array[]) => counts.map((each) => [...each]);
    const kept = this.#kept && {
      probabilities: [...concat(this.#kept.map(({ probabilities }) => probabilities))],
      targets: [...concat(this.#kept.map(({ targets }) => targets))],
    };
    const sides = { positive: lists(this.#positive), negative: lists(this.#negative) };
    return { classes: this.#classes, limit: this.#limit, ...(kept && { kept }), ...sides };
  }

  static load({ classes, limit, kept, positive, negative }: SavedScores): ScoreStore {
    const store = new ScoreStore(classes, limit);
    if (kept) {
      if (kept.targets.length > 0) store.add(kept.probabilities, kept.targets);
      return store;
    }
    store.#kept = undefined;
    store.#positive = positive.map((each) => Uint32Array.from(each));
    store.#negative = negative.map((each) => Uint32Array.from(each));
    store.#size = limit + 1;
    return store;
  }

  /** A class's curve; worked out once for all that ask. */
  curve(c: number): ClassCurve {
    const known = this.#curves.get(c);
    if (known) return known;
    const made = this.#draw(c);
    this.#curves.set(c, made);
    return made;
  }

  /** How often each class occurs. */
  support(): number[] {
    if (this.#kept === undefined) return this.#positive.map((bins) => bins.reduce((sum, n) => sum + n, 0));
    const counts = new Array<number>(this.#classes).fill(0);
    for (const { targets } of this.#kept) for (let i = 0; i < targets.length; i++) counts[targets[i]!]!++;
    return counts;
  }

  #draw(c: number): ClassCurve {
    const counts = this.#counts(c);
    const roc = rocFromCounts(counts, true);
    const precisionRecall = precisionRecallFromCounts(counts);
    return {
      roc,
      auc: auc(roc.fpr, roc.tpr),
      averagePrecision: counts.truePositives.at(-1) === 0 ? Number.NaN : averagePrecisionOf(precisionRecall),
      precisionRecall,
      threshold: chooseFromCounts(counts, 'f1'),
    };
  }

  #counts(c: number): CountsAtThresholds {
    if (this.#kept !== undefined) {
      const parts = this.#kept.map((batch) => oneVsRest(batch.probabilities, batch.targets, this.#classes, c));
      return countsAtThresholds(concat(parts.map((part) => part.scores)), concat(parts.map((part) => part.labels)));
    }
    const out = {
      thresholds: new Float64Array(BINS),
      truePositives: new Float64Array(BINS),
      falsePositives: new Float64Array(BINS),
    };
    for (let i = 0, tp = 0, fp = 0; i < BINS; i++) {
      const bin = BINS - 1 - i;
      tp += this.#positive[c]![bin]!;
      fp += this.#negative[c]![bin]!;
      out.truePositives[i] = tp;
      out.falsePositives[i] = fp;
      out.thresholds[i] = scoreOf(bin);
    }
    return withoutEmptyBins(out);
  }

  #bin(probabilities: Numbers, targets: Numbers): void {
    for (let row = 0, at = 0; row < targets.length; row++) {
      const target = targets[row];
      for (let c = 0; c < this.#classes; c++, at++) {
        const side = target === c ? this.#positive : this.#negative;
        side[c]![binOf(probabilities[at]!)]!++;
      }
    }
  }
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

function binOf(probability: number): number {
  const p = Math.min(1, Math.max(0, probability));
  float[0] = p / (1 - p); // Infinity at 1
  return Math.min(BINS - 1, Math.max(0, (bits[0]! >>> (23 - FRACTION)) - FIRST));
}

/** The least score of a bin. */
function scoreOf(bin: number): number {
  bits[0] = (bin + FIRST) << (23 - FRACTION);
  return float[0]! / (1 + float[0]!);
}

function copy(values: Numbers): Numbers {
  return ArrayBuffer.isView(values) ? (values as Float32Array).slice() : Array.from(values); // any typed array slices alike
}

function concat(parts: readonly Numbers[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function withoutEmptyBins(counts: CountsAtThresholds): CountsAtThresholds {
  const { truePositives: tp, falsePositives: fp } = counts;
  const used = (_: number, i: number) => (i === 0 ? tp[0]! + fp[0]! > 0 : tp[i] !== tp[i - 1] || fp[i] !== fp[i - 1]);
  return {
    thresholds: counts.thresholds.filter(used),
    truePositives: tp.filter(used),
    falsePositives: fp.filter(used),
  };
}
