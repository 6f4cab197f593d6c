import { EvaluateError } from '../errors.ts';
import type { Batches, TallyOptions } from './batches.ts';
import type { Metric, Tally } from './contract.ts';
import { kinds } from './kinds/index.ts';
import type { Kind } from './kinds/kind.ts';

type About = keyof Batches;

/** A batch of any kind; of classes their number is the meter's. */
export type MeterBatch = Omit<Batches['classes'], 'classes'> | Batches[Exclude<About, 'classes'>];

/** The metrics of a list that are about one thing. @example metricsOf(metrics, 'numbers') */
export function metricsOf(list: Readonly<Record<string, unknown>>, of: About): readonly Metric[] {
  return (Object.values(list) as Metric[]).filter(({ tally }) => tally.of === of); // a list holds metrics alone; its suite checks it
}

/**
 * Several metrics over the same batches: what they share is counted once, and no example is kept that they don't need.
 *
 * @throws {EvaluateError} option-invalid — for metrics of classes and of numbers together, or without any
 * @example
 * const meter = metricMeter([metrics.macroF1, metrics.logLoss], { classes: 10 });
 * for (const { probabilities, targets } of batches) meter.update({ probabilities, targets });
 * meter.values().macroF1
 */
export function metricMeter(metrics: readonly Metric[], options: Partial<TallyOptions> = {}): MetricMeter {
  return new MetricMeter(metrics, options);
}

/** Counts that go on, add up with those of others, and come back from JSON. */
export class MetricMeter {
  readonly #metrics: readonly Metric[];
  readonly #options: TallyOptions;
  readonly #of: About;
  readonly #states: Map<Tally<About, unknown>, unknown>;
  #count = 0;

  constructor(metrics: readonly Metric[], options: Partial<TallyOptions> = {}) {
    const abouts = new Set(metrics.map(({ tally }) => tally.of));
    if (abouts.size !== 1) {
      const received = metrics.map(({ kind, tally }) => `${kind} (${tally.of})`).join(', ') || 'none';
      throw new EvaluateError(
        'option-invalid',
        `Expected metrics that are all about one thing (${Object.keys(kinds).join(', ')}), and one at least; received ${received}.`,
      );
    }
    this.#of = [...abouts][0]!;
    this.#metrics = metrics;
    this.#options = { classes: 0, ...options };
    const tallies = new Set(metrics.map(({ tally }) => tally as Tally<About, unknown>)); // add is given what suits `of`
    this.#states = new Map([...tallies].map((tally) => [tally, tally.begin(this.#options)]));
  }

  /** Examples, or numbers, that were counted. */
  get count(): number {
    return this.#count;
  }

  /**
   * Counts a batch; nothing of it is kept when it is refused.
   * @throws {EvaluateError} lengths-differ, empty, not-finite, weight-invalid, not-probabilities, target-out-of-range, quantiles-cross — where there are not as many of each, there is none, a value is NaN or infinite, a weight is negative, a row does not add up to 1, a target is no class, or quantiles do not ascend
   */
  update(batch: MeterBatch): this {
    const whole = this.#of === 'classes' ? { ...batch, classes: this.#options.classes } : batch;
    const kind = kinds[this.#of] as Kind<unknown>; // checks that the batch is of this kind
    kind.check(whole, this.#options);
    if ('weights' in batch && batch.weights !== undefined) this.#refuseWeights();
    for (const [tally, state] of this.#states) tally.add(state, whole as Batches[About]); // as was just checked
    this.#count += kind.count(whole);
    return this;
  }

  #refuseWeights(): void {
    const unable = this.#metrics.filter(({ tally }) => tally.unweighted).map(({ kind }) => kind);
    if (unable.length === 0) return;
    throw new EvaluateError(
      'option-invalid',
      `${unable.join(', ')} can't weigh examples: leave the weights out, or these metrics.`,
      { fields: { metrics: unable } },
    );
  }

  /**
   * Adds what another meter of the same metrics has counted.
   *
   * @throws {EvaluateError} option-invalid — where an option makes no sense
   */
  merge(other: MetricMeter): this {
    const same = other.#options.classes === this.#options.classes && other.#states.size === this.#states.size;
    if (!same || [...this.#states.keys()].some((tally) => !other.#states.has(tally))) {
      throw new EvaluateError('option-invalid', 'Expected a meter of the same metrics and classes, received another.');
    }
    for (const [tally, state] of this.#states) tally.merge(state, other.#states.get(tally));
    this.#count += other.#count;
    return this;
  }

  /** Each metric by its kind; NaN where one is not defined. @throws {EvaluateError} empty — before the first batch */
  values(): Record<string, number> {
    if (this.#count === 0) {
      throw new EvaluateError(
        'empty',
        'Expected at least one example, received none. Call update first, or check the split.',
      );
    }
    const stateOf = ({ tally }: Metric) => this.#states.get(tally as Tally<About, unknown>); // of the tally that began it
    return Object.fromEntries(this.#metrics.map((each) => [each.kind, each.value(stateOf(each))]));
  }

  /** What a tally of these metrics has counted. */
  stateOf<A extends About, S>(tally: Tally<A, S>): S {
    return this.#states.get(tally as Tally<About, unknown>) as S; // begun by this tally
  }

  /** All that was counted, as plain JSON: `restore` takes it. */
  toJSON(): { count: number; states: unknown[] } {
    return { count: this.#count, states: [...this.#states].map(([tally, state]) => tally.save(state)) };
  }

  /** Goes on from what `toJSON` gave, of the same metrics. */
  restore(saved: { count: number; states: unknown[] }): this {
    for (const [i, tally] of [...this.#states.keys()].entries()) this.#states.set(tally, tally.load(saved.states[i]));
    this.#count = saved.count;
    return this;
  }
}
