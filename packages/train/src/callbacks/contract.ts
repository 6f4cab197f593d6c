import type { Best, EpochRecord } from '../loop/history.ts';
import { type Maker, maker, type Recipe } from '../values/maker.ts';

/** What a callback sees: every epoch so far, those before a checkpoint too. */
export interface Course {
  /** Never empty. */
  history: readonly EpochRecord[];
  /** The best epoch up to now. */
  best: Best;
  /** How many epochs the training is meant to have. */
  epochs: number;
}

/** What a callback does. It follows from the course alone, so that a run that goes on decides as one that never stopped. */
export interface CallbackWork<O extends object> {
  /** After each epoch, when its model is saved: undefined to go on, or why the training ends here, as the end of a sentence. */
  afterEpoch(course: Course, options: O): string | undefined;
}

/** One kind of callback; adding one is a file that calls this, and a line in `index.ts`. */
export function callback<const K extends string, O extends object>(
  recipe: Recipe<K, O> & CallbackWork<O>,
): Maker<K, O, CallbackWork<O>> {
  return maker<K, O, CallbackWork<O>>(recipe);
}
