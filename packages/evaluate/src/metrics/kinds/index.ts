import type { Batches } from '../batches.ts';
import { boxesKind } from './boxes.ts';
import { classesKind } from './classes.ts';
import { drawsKind } from './draws.ts';
import { forecastsKind } from './forecasts.ts';
import type { Kind } from './kind.ts';
import { numbersKind } from './numbers.ts';
import { pixelsKind } from './pixels.ts';
import { quantilesKind } from './quantiles.ts';
import { rankingsKind } from './rankings.ts';
import { tagsKind } from './tags.ts';

/** The only list of what can be measured. */
export const kinds: { readonly [A in keyof Batches]: Kind<Batches[A]> } = {
  classes: classesKind,
  numbers: numbersKind,
  quantiles: quantilesKind,
  draws: drawsKind,
  forecasts: forecastsKind,
  rankings: rankingsKind,
  boxes: boxesKind,
  pixels: pixelsKind,
  tags: tagsKind,
};
