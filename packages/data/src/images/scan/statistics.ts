import type { Readable } from '../image-data.ts';
import type { ImageSet } from '../image-set.ts';
import type { Normalize } from '../preprocessing.ts';

/** Mean and deviation of the training pictures, each picture weighing the same. */
export function statistics(trained: readonly Readable[]): Normalize {
  const channels = trained[0]!.mean.length;
  const mean: number[] = [];
  const std: number[] = [];
  for (let c = 0; c < channels; c++) {
    const average = trained.reduce((sum, picture) => sum + picture.mean[c]!, 0) / trained.length;
    const square = trained.reduce((sum, picture) => sum + picture.square[c]!, 0) / trained.length;
    const deviation = Math.sqrt(Math.max(0, square - average * average));
    mean.push(Number((average / 255).toFixed(6)));
    std.push(deviation < 0.5 ? 1 : Number((deviation / 255).toFixed(6))); // one flat colour: nothing to scale
  }
  return { mean, std };
}

/** Weights for the loss: ones, or such that each class weighs the same. */
export function lossWeights(train: ImageSet, balanced: boolean): Float32Array {
  const counts = new Float64Array(train.classes.length);
  for (const label of train.labels) counts[label]! += 1;
  return Float32Array.from(counts, (count) => (balanced && count > 0 ? train.length / (counts.length * count) : 1));
}
