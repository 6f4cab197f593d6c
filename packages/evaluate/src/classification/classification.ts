import { EvaluateError } from '../errors.ts';
import type { Numbers } from '../metrics/check.ts';
import * as metrics from '../metrics/index.ts';
import { type Interval, reportIntervals } from '../metrics/intervals/interval.ts';
import { type PrecisionRecallF1, precisionRecallF1 } from '../metrics/labels/precision-recall-f1.ts';
import { MetricMeter, metricsOf } from '../metrics/meter.ts';
import type { Calibration } from '../metrics/probabilities/calibration.ts';
import type { ChosenThreshold } from '../metrics/scores/choose-threshold.ts';
import type { PrecisionRecallCurve } from '../metrics/scores/precision-recall-curve.ts';
import { averageDefined } from '../metrics/scores/roc-auc.ts';
import type { RocCurve } from '../metrics/scores/roc-curve.ts';
import * as tallies from '../metrics/tallies/index.ts';

/** Everything that probabilities and truths tell about a classifier; plain data, ready for JSON (what is undefined is null). */
export interface ClassificationReport {
  classes: string[];
  count: number;
  accuracy: number;
  accuracyInterval: Interval;
  /** With more than five classes. */
  top5?: number;
  balancedAccuracy: number;
  perClass: (PrecisionRecallF1 & { class: string; support: number })[];
  macro: PrecisionRecallF1;
  macroF1Interval: Interval;
  weighted: PrecisionRecallF1;
  /** Rows are the truth, columns the prediction. */
  confusion: number[][];
  /** Each class against the rest, thinned to some hundred points for drawing; null for a class that never, or always, occurs. */
  roc: ({ fpr: number[]; tpr: number[] } | null)[];
  /** `exact` is false when scores were counted in fine bins, as too many came to keep. */
  auc: { perClass: (number | null)[]; macro: number | null; weighted: number | null; exact: boolean };
  averagePrecision: { perClass: (number | null)[]; macro: number | null };
  /** Each class against the rest, thinned like `roc`, recall falling; null for a class that never occurs. */
  precisionRecall: ({ precision: number[]; recall: number[]; thresholds: number[] } | null)[];
  /** From which probability on to say a class, for the best F1 on these examples; null for a class that never occurs. */
  thresholds: (ChosenThreshold | null)[];
  logLoss: number;
  brier: number;
  calibration: Calibration;
  matthews: number;
  kappa: number | null;
  /** Every metric of the list by its kind; null where one is not defined. */
  metrics: Record<string, number | null>;
}

export interface ClassificationOptions {
  /** Of the bootstrap intervals. */
  seed?: number;
  /** Of the reliability diagram. */
  bins?: number;
  /** Probabilities kept for exact curves; 4 million (16 MiB as float32) when not given. */
  exactUpTo?: number;
}

/**
 * Measures a classifier on one set of examples.
 *
 * @param input.probabilities (N × classes), row by row, each row adding up to 1
 * @param input.targets (N) class indices
 * @throws {EvaluateError} lengths-differ, empty, not-finite, not-probabilities, target-out-of-range, classes-invalid — where there are not as many of each, there is none, a value is NaN or infinite, a row does not add up to 1, a target is no class, or there are fewer than two classes, or two of one name
 * @example
 * classification({ probabilities: [0.9, 0.1, 0.2, 0.8], targets: [0, 1], classes: ['cat', 'dog'] }).accuracy   // 1
 */
export function classification(
  input: { probabilities: Numbers; targets: Numbers; classes: readonly string[] },
  options: ClassificationOptions = {},
): ClassificationReport {
  return classificationMeter(input.classes, options).update(input.probabilities, input.targets).report();
}

/**
 * The same from batches: counts are added up as they come, and logits are never kept.
 *
 * @example
 * const meter = classificationMeter(classes);
 * for await (const { input, target } of loader) meter.update(probabilitiesOf(input), target.data());
 * meter.report()
 */
export function classificationMeter(
  classes: readonly string[],
  options: ClassificationOptions = {},
): ClassificationMeter {
  return new ClassificationMeter(classes, options);
}

export class ClassificationMeter {
  readonly #classes: string[];
  readonly #seed: number;
  readonly #meter: MetricMeter;

  constructor(classes: readonly string[], { seed = 0, bins = 15, exactUpTo = 4_000_000 }: ClassificationOptions) {
    if (classes.length < 2 || new Set(classes).size !== classes.length)
      throw new EvaluateError(
        'classes-invalid',
        `Expected at least two classes with names of their own, received ${JSON.stringify(classes)}.`,
        { fields: { classes } },
      );
    this.#classes = [...classes];
    this.#seed = seed;
    this.#meter = new MetricMeter(metricsOf(metrics, 'classes'), { classes: classes.length, bins, exactUpTo });
  }

  /** Adds a batch; nothing of it is kept when it is refused. */
  update(probabilities: Numbers, targets: Numbers | BigInt64Array): this {
    const truth: Numbers = targets instanceof BigInt64Array ? Float64Array.from(targets, Number) : targets;
    this.#meter.update({ probabilities, targets: truth });
    return this;
  }

  /** What was seen up to now. Throws empty before the first batch. */
  report(): ClassificationReport {
    const values = this.#meter.values();
    const confusion = this.#meter.stateOf(tallies.confusionCounts).map((row) => [...row]);
    const scores = this.#meter.stateOf(tallies.scores);
    const support = confusion.map((row) => row.reduce((sum, n) => sum + n, 0));
    const { perClass, macro, weighted } = precisionRecallF1(confusion);
    const curves = this.#classes.map((_, c) => scores.curve(c));
    const aucs = curves.map((curve) => curve.auc);
    const intervals = reportIntervals(confusion, { seed: this.#seed });
    return {
      classes: [...this.#classes],
      count: this.#meter.count,
      accuracy: values.accuracy!,
      accuracyInterval: intervals.accuracy,
      ...(this.#classes.length > 5 ? { top5: values.top5! } : {}),
      balancedAccuracy: values.balancedAccuracy!,
      perClass: perClass.map((row, c) => ({ class: this.#classes[c]!, ...row })),
      macro,
      macroF1Interval: intervals.macroF1,
      weighted,
      confusion,
      roc: curves.map((curve) => (Number.isNaN(curve.auc) ? null : thin(curve.roc))),
      auc: {
        perClass: aucs.map(orNull),
        macro: orNull(values.macroAuc!),
        weighted: orNull(averageDefined(aucs, support).weighted),
        exact: scores.exact,
      },
      averagePrecision: {
        perClass: curves.map((curve) => orNull(curve.averagePrecision)),
        macro: orNull(values.macroAveragePrecision!),
      },
      precisionRecall: curves.map((curve) =>
        Number.isNaN(curve.averagePrecision) ? null : thinRecall(curve.precisionRecall),
      ),
      thresholds: curves.map((curve) => curve.threshold ?? null),
      logLoss: values.logLoss!,
      brier: values.brierScore!,
      calibration: this.#meter.stateOf(tallies.certaintyBins).result(),
      matthews: values.matthews!,
      kappa: orNull(values.cohenKappa!),
      metrics: Object.fromEntries(Object.entries(values).map(([kind, value]) => [kind, orNull(value)])),
    };
  }
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Keeps the points that are at least 1/200 of the unit square apart, and the last. */
function thin({ fpr, tpr }: RocCurve): { fpr: number[]; tpr: number[] } {
  const out = { fpr: [0], tpr: [0] };
  for (let i = 1; i < fpr.length; i++) {
    const moved = fpr[i]! - out.fpr.at(-1)! + tpr[i]! - out.tpr.at(-1)!;
    if (moved < 1 / 200 && i < fpr.length - 1) continue;
    out.fpr.push(fpr[i]!);
    out.tpr.push(tpr[i]!);
  }
  return out;
}

/** The same for precision over recall; the last point, which has no threshold, is left out. */
function thinRecall({ precision, recall, thresholds }: PrecisionRecallCurve) {
  const out = { precision: [precision[0]!], recall: [recall[0]!], thresholds: [thresholds[0]!] };
  for (let i = 1; i < thresholds.length; i++) {
    const moved = out.recall.at(-1)! - recall[i]! + Math.abs(precision[i]! - out.precision.at(-1)!);
    if (moved < 1 / 200 && i < thresholds.length - 1) continue;
    out.precision.push(precision[i]!);
    out.recall.push(recall[i]!);
    out.thresholds.push(thresholds[i]!);
  }
  return out;
}
