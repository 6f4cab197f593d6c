import { editDistance } from './edit-distance.ts';

/**
 * The word out of `known` that `word` was probably meant to be, if any is close: spelt otherwise (snake_case for camelCase),
 * begun (`batch` for `batchSize`), or a few letters off.
 *
 * @example nearest('weight_decay', ['momentum', 'weightDecay']) // 'weightDecay'
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const plain = flat(word);
  let best: string | undefined;
  let least = Math.max(2, Math.floor(plain.length / 3)) + 1;
  for (const candidate of known) {
    const other = flat(candidate);
    const begun = plain.length > 2 && other.length > 2 && (other.startsWith(plain) || plain.startsWith(other));
    const far = plain === other ? 0 : begun ? 1 : editDistance(plain, other, least);
    if (far < least) [best, least] = [candidate, far];
  }
  return best;
}

function flat(word: string): string {
  return word.slice(0, 200).toLowerCase().replace(/[_-]/g, '');
}
