import type { ReadRecording } from '../contract.ts';
import type { NearFiles } from '../copies.ts';

/** Recordings up to this many are compared: some seconds, and four times as long for twice as many. */
const mostRecordings = 5000;

/** Correlation of prints; of 3,000 spoken digits three pairs of other recordings reach 0.99 (bench/data/doctor.ts). */
const leastLikeness = 0.992;

const known = new WeakMap<readonly ReadRecording[], NearFiles[]>();

/** Pairs that sound the same: coded again, louder or softer, at another sample rate. */
export function nearRecordings(files: readonly ReadRecording[]): NearFiles[] {
  const found = known.get(files) ?? search(files);
  known.set(files, found);
  return found;
}

function search(files: readonly ReadRecording[]): NearFiles[] {
  if (files.length > mostRecordings) return [];
  const pairs: NearFiles[] = [];
  for (const [second, b] of files.entries()) {
    for (let first = 0; first < second; first++) {
      const a = files[first]!;
      if (Math.abs(a.seconds - b.seconds) > 0.02 * a.seconds + 0.01) continue;
      let likeness = 0;
      for (let i = 0; i < a.print.length; i++) likeness += a.print[i]! * b.print[i]!;
      if (likeness >= leastLikeness) pairs.push({ first, second, likeness });
    }
  }
  return pairs;
}
