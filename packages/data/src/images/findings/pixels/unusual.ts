import type { Readable } from '../../image-data.ts';
import type { ExaminedPictures } from '../contract.ts';
import type { Item } from '../finding.ts';
import { off, type Spread } from './typical.ts';

/** A picture of one level: what is said of it in a kind of its own needs no second word. */
export const isEven = ({ measures }: Readable) => measures.deviation < 2;

/** Of a class or a set more than this share is no exception any more: it is how the data is. */
const mostShare = 0.05;

/** A picture's measures beside what is usual for it. */
export interface Beside {
  picture: Readable;
  measures: Readable['measures'];
  /** By how many interquartile ranges of its class a measure is off; the range is `least` at least. */
  off(measure: keyof Readable['measures'], least: number): number;
  usual(measure: keyof Readable['measures']): Spread;
}

/** The few pictures of which `reasonOf` gives a reason, and none where they are not few. */
export function unusual({ kept, typical }: ExaminedPictures, reasonOf: (beside: Beside) => string | undefined): Item[] {
  const items = kept.flatMap((picture) => {
    if (isEven(picture)) return [];
    const { measures } = picture;
    const usual = (measure: keyof typeof measures) => typical(picture, measure);
    const reason = reasonOf({
      ...{ picture, measures, usual },
      off: (measure, least) => off(measures[measure], usual(measure), least),
    });
    return reason === undefined ? [] : [{ file: picture.file, reason }];
  });
  return items.length > Math.max(1, mostShare * kept.length) ? [] : items;
}
