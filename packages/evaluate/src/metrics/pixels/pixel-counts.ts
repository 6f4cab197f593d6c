import type { Tally } from '../contract.ts';
import { plain } from '../tallies/plain.ts';

/** How many pixels of each class are taken for which: rows are the truth. */
export interface PixelCounts {
  ignore: number;
  matrix: number[][];
}

/** The confusion of pixels, but of those whose truth is `ignore`. */
export const pixelCounts: Tally<'pixels', PixelCounts> = {
  of: 'pixels',
  begin: ({ classes, ignore = 255 }) => ({
    ignore,
    matrix: Array.from({ length: classes }, () => new Array<number>(classes).fill(0)),
  }),
  add({ ignore, matrix }, { predictions, targets, weights }) {
    for (let i = 0; i < targets.length; i++) {
      const target = targets[i]!;
      if (target !== ignore) matrix[target]![predictions[i]!]! += weights?.[i] ?? 1;
    }
  },
  merge({ matrix }, other) {
    for (const [truth, row] of other.matrix.entries()) for (const [c, n] of row.entries()) matrix[truth]![c]! += n;
  },
  ...plain(),
};

/** Of each class the pixels that are right, true and predicted. */
function areasOf({ matrix }: PixelCounts): { right: number; truth: number; predicted: number }[] {
  return matrix.map((row, c) => ({
    right: row[c]!,
    truth: row.reduce((sum, n) => sum + n, 0),
    predicted: matrix.reduce((sum, each) => sum + each[c]!, 0),
  }));
}

/** The mean over the classes that occur, in truth or prediction. */
export function meanOverAreas(
  counts: PixelCounts,
  of: (areas: { right: number; truth: number; predicted: number }) => number,
): number {
  const present = areasOf(counts).filter(({ truth, predicted }) => truth + predicted > 0);
  return present.reduce((sum, areas) => sum + of(areas), 0) / present.length;
}
