import type { Batches } from '../batches.ts';
import { classesKind } from './classes.ts';
import { drawsKind } from './draws.ts';
import { forecastsKind } from './forecasts.ts';
import type { Kind } from './kind.ts';
import { numbersKind } from './numbers.ts';
import { quantilesKind } from './quantiles.ts';
import { rankingsKind } from './rankings.ts';

/** The only list of what can be measured. */
export const kinds: { readonly [A in keyof Batches]: Kind<Batches[A]> } = {
  classes: classesKind,
  numbers: numbersKind,
  quantiles: quantilesKind,
  draws: drawsKind,
  forecasts: forecastsKind,
  rankings: rankingsKind,
};
