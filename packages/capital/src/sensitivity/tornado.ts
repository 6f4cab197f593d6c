import type { Distribution } from '../distribution/distribution.ts';
import { quantile } from '../distribution/read.ts';

/** What one input does to a figure when it moves from its 10th to its 90th percentile and all others stay uncertain. */
export interface TornadoRow {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly atLow: number;
  readonly atHigh: number;
  readonly swing: number;
}

/**
 * Pins every uncertain input at its p10 and its p90 in turn and asks for the figure; the widest swing first.
 *
 * @example tornado({ price: to(5, 10) }, (pinned) => median(simulate(model, all, ['cash'], { pinned })))
 */
export function tornado(
  inputs: Readonly<Record<string, Distribution>>,
  figure: (pinned: Readonly<Record<string, number>>) => number,
): TornadoRow[] {
  return Object.entries(inputs)
    .filter(([, d]) => d.kind !== 'constant')
    .map(([name, d]) => {
      const [low, high] = [quantile(d, 0.1), quantile(d, 0.9)];
      const [atLow, atHigh] = [figure({ [name]: low }), figure({ [name]: high })];
      return { name, low, high, atLow, atHigh, swing: Math.abs(atHigh - atLow) };
    })
    .sort((a, b) => b.swing - a.swing || (a.name < b.name ? -1 : 1));
}
