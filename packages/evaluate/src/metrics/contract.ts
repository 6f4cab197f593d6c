import type { Batches, TallyOptions } from './batches.ts';

/** What is counted batch by batch, so that examples need not be kept; metrics that share one count once. */
export interface Tally<A extends keyof Batches, S> {
  readonly of: A;
  /** It can't tell examples of different weight apart: weights are refused. */
  readonly unweighted?: true;
  begin(about: TallyOptions): S;
  add(state: S, batch: Batches[A]): void;
  /** Adds what another has counted, of other examples. */
  merge(state: S, other: S): void;
  /** As plain JSON. */
  save(state: S): unknown;
  load(saved: unknown): S;
}

/** What is known of a metric: flags, help, reports and what makes an epoch the best follow from it. */
export interface MetricFacts<A extends keyof Batches, S> {
  readonly kind: string;
  /** Its line in a report. */
  readonly label: string;
  /** One sentence, for help and documentation. */
  readonly about: string;
  readonly better: 'higher' | 'lower';
  /** The least and the most that it can be. */
  readonly range: readonly [number, number];
  readonly shown: 'percent' | 'figure';
  readonly tally: Tally<A, S>;
  /** Of all that was counted, one example at least; NaN where it is not defined. */
  value(state: S): number;
}

/** Any metric, the type of its counts forgotten. */
export type Metric = { [A in keyof Batches]: MetricFacts<A, unknown> }[keyof Batches];

/**
 * One metric; adding one is a file that calls this, and a line in `index.ts`. What is made can be called: by default with
 * the counts of its tally.
 *
 * @param call what a call of it does, where that isn't `value`
 * @example
 * const missed = metric({
 *   kind: 'missed', label: 'missed', about: 'Share of the last class that is not found.', better: 'lower', range: [0, 1],
 *   shown: 'percent', tally: tallies.confusionCounts, value: (confusion) => 1 - confusion.at(-1)!.at(-1)! / confusion.at(-1)!.reduce((a, b) => a + b),
 * });
 */
export function metric<A extends keyof Batches, S, F extends (...input: never[]) => number = (state: S) => number>(
  facts: MetricFacts<A, S>,
  call?: F,
): F & MetricFacts<A, S> {
  const called = call ?? ((state: S) => facts.value(state));
  const made = (...input: never[]): number => Reflect.apply(called, undefined, input);
  Object.defineProperty(made, 'name', { value: facts.kind });
  return Object.assign(made as F, facts); // it is called as `call` is
}
