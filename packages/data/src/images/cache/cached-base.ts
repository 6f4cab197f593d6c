import { cutsWindow } from '../augment/compile.ts';
import type { Transform } from '../augment/index.ts';
import { type Base, fittedSize, type Preprocessing } from '../preprocessing.ts';

/** The fitting that a loader needs; the given one itself, whose decoded pictures are there already, if that will do. */
export function baseFor(preprocessing: Preprocessing, augment: readonly Transform[], cached: Base): Base {
  const { size, channels, resize, ratio } = preprocessing;
  const whole = cutsWindow(augment);
  const alike = size[0] === cached.size[0] && size[1] === cached.size[1] && channels === cached.channels;
  if (alike && resize === cached.resize && ratio === cached.ratio && (cached.whole || !whole)) return cached;
  return { size, channels, resize, ratio, whole };
}

/** Memory that a decoded picture takes, in bytes; whole ones are reckoned up to twice as long as wide. */
export function bytesEach(base: Base): number {
  const [height, width] = base.whole ? fittedSize(1, 2, base) : base.size;
  return height * width * base.channels;
}
