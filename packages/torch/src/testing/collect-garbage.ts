import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

/** Collects garbage now, so that what is counted afterwards holds nothing of before. */
export const collectGarbage = runInNewContext('gc') as () => void; // as: the flag defines it
