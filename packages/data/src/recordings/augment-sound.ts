import type { Random } from '@capstan/base';
import { specAugment } from '../audio/augment-audio.ts';

/** How far a training recording is moved, and how much of it a mask hides at most. */
const SHARE = 0.1;

/**
 * Moves mel bands in time and hides two bands of frequencies and two stretches of time (SpecAugment, Park et al. 2019): these
 * become 0, the mean of the training.
 *
 * @param bands (mels, frames), normalised
 * @example augmentSound(bands, 40, random)
 */
export function augmentSound(bands: Float32Array, mels: number, random: Random): Float32Array {
  const frames = bands.length / mels;
  const most = Math.floor(SHARE * frames);
  const by = random.below(2 * most + 1) - most;
  const moved = new Float32Array(bands.length);
  for (let band = 0; band < mels; band++) {
    const row = bands.subarray(band * frames, (band + 1) * frames);
    moved.set(by >= 0 ? row.subarray(0, frames - by) : row.subarray(-by), band * frames + Math.max(0, by));
    // What comes in is what lay at the edge: mostly silence.
    if (by > 0) moved.fill(row[0]!, band * frames, band * frames + by);
    if (by < 0) moved.fill(row[frames - 1]!, (band + 1) * frames + by, (band + 1) * frames);
  }
  const how = { frequency: Math.floor(SHARE * mels), time: most };
  return specAugment({ data: moved, rows: mels, columns: frames }, how, random).data;
}
