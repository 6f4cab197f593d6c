import type { Numbers } from './check.ts';

/** How much each example counts, (N), from 0; all the same where it is left out. */
interface Weighted {
  weights?: Numbers;
}

/** Answers about classes with the truth; checked before any tally gets them. */
export interface ClassBatch extends Weighted {
  /** (N × classes), row by row, each row adding up to 1 */
  probabilities: Numbers;
  /** (N) class indices */
  targets: Numbers;
  classes: number;
}

/** Predicted numbers with the truth, both (N); finite. */
export interface NumberBatch extends Weighted {
  predictions: Numbers;
  targets: Numbers;
}

/** Predicted quantiles with the truth. */
export interface QuantileBatch extends Weighted {
  /** (N × levels), row by row, each row ascending; the levels are an option of the meter */
  quantiles: Numbers;
  /** (N) */
  targets: Numbers;
}

/** Draws from predicted distributions with the truth. */
export interface DrawBatch extends Weighted {
  /** (N × M), row by row: as many for each target */
  draws: Numbers;
  /** (N) */
  targets: Numbers;
}

/** Forecasts of several series with what came. */
export interface ForecastBatch {
  /** (series × horizon), row by row */
  predictions: Numbers;
  targets: Numbers;
  /** (series): what an error is measured by, see `seasonalScale` */
  scales: Numbers;
  /** (series × horizon): the benchmark's forecasts, for what is relative to it; M4's is Naive 2 */
  benchmark?: Numbers;
}

/** Lists that were ordered for someone, one after the other. */
export interface RankingBatch {
  /** (items of all lists): the higher, the earlier */
  scores: Numbers;
  /** How good each item is for whom the list is: 0 is not, above is; whole numbers where there are grades. */
  relevance: Numbers;
  /** How many items each list has. */
  sizes: Numbers;
}

/** A box on a picture with its class: left, top, right, bottom in pixels, edges exclusive. */
export interface LabelledBox {
  box: readonly [left: number, top: number, right: number, bottom: number];
  /** A class index. */
  label: number;
}

/** Boxes that were found on pictures, with the true ones. */
export interface BoxBatch {
  pictures: readonly {
    found: readonly (LabelledBox & { score: number })[];
    /** `isCrowd`: many things in one box; what is found there counts neither for nor against. */
    truth: readonly (LabelledBox & { isCrowd?: boolean })[];
  }[];
}

/** The class of each pixel, predicted and true: (N) class indices, pictures one after the other. */
export interface PixelBatch extends Weighted {
  predictions: Numbers;
  /** `ignore` of the meter, 255, is neither right nor wrong. */
  targets: Numbers;
}

/** The tags of sentences, such as B-PER, I-PER and O: (sentences), each a list of as many tags as it has words. */
export interface TagBatch {
  predictions: readonly (readonly string[])[];
  targets: readonly (readonly string[])[];
}

/** What is measured, by what it is about. */
export interface Batches {
  classes: ClassBatch;
  numbers: NumberBatch;
  quantiles: QuantileBatch;
  draws: DrawBatch;
  forecasts: ForecastBatch;
  rankings: RankingBatch;
  boxes: BoxBatch;
  pixels: PixelBatch;
  tags: TagBatch;
}

/** How a tally is begun. */
export interface TallyOptions {
  /** 0 where no classes are measured. */
  classes: number;
  /** Of the reliability diagram; 15. */
  bins?: number;
  /** Probabilities, or pairs of numbers, kept for exact curves and orders; 4 million. */
  exactUpTo?: number;
  /** Of predicted quantiles, ascending; [0.1, 0.5, 0.9]. */
  levels?: readonly number[];
  /** Boxes from this score on are counted as found by `countError`; 0.5. */
  countFrom?: number;
  /** The true class of pixels that don't count; 255. */
  ignore?: number;
}

export const DEFAULT_LEVELS: readonly number[] = [0.1, 0.5, 0.9];
