import type { Readable } from '../../image-data.ts';
import type { Measures } from '../../scan/measures.ts';

/** How a measure is distributed in a class: its median, quartiles and outer twentieths. */
export type Spread = { low: number; first: number; median: number; third: number; high: number };

/** What pictures of a class are like; of classes with fewer than this, what all pictures are like. */
const fewest = 20;

/** What is usual for a picture, measure by measure. */
export type Typical = (picture: Readable, measure: keyof Measures) => Spread;

/** What is usual in the class of each picture. */
export function typicalOf(pictures: readonly Readable[]): Typical {
  const byClass = Map.groupBy(pictures, (picture) => picture.class);
  const known = new Map<string, Spread>();
  return (picture, measure) => {
    const own = byClass.get(picture.class) ?? [];
    const isOwn = own.length >= fewest;
    const key = `${measure} ${isOwn ? picture.class : ''}`;
    const found = known.get(key) ?? spreadOf((isOwn ? own : pictures).map(({ measures }) => measures[measure]));
    known.set(key, found);
    return found;
  };
}

function spreadOf(values: number[]): Spread {
  const sorted = values.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { low: at(0.05), first: at(0.25), median: at(0.5), third: at(0.75), high: at(0.95) };
}

/** By how many interquartile ranges a value lies from the median; the range is `least` at least. */
export function off(value: number, { first, median, third }: Spread, least: number): number {
  return (value - median) / Math.max(least, third - first);
}
