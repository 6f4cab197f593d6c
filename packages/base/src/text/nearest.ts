import { editDistance } from './edit-distance.ts';

/**
 * The word out of `known` that `word` was probably meant to be, if any is close: spelt otherwise (snake_case for camelCase),
 * with two neighbouring letters swapped, begun (`batch` for `batchSize`), or a few letters off.
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
    const near = plain === other ? 0 : isSwapped(plain, other) ? 0.5 : begun ? 1 : undefined;
    const far = near ?? editDistance(plain, other, least);
    if (far < least) [best, least] = [candidate, far];
  }
  return best;
}

/** Whether two neighbouring letters are swapped, and nothing else: `lable` is `label` rather than `table`. */
function isSwapped(word: string, other: string): boolean {
  if (word.length !== other.length) return false;
  let at = 0;
  while (at < word.length && word[at] === other[at]) at++;
  return (
    word[at] === other[at + 1] &&
    word[at + 1] === other[at] &&
    word.slice(at + 2) === other.slice(at + 2) &&
    at + 1 < word.length
  );
}

function flat(word: string): string {
  return word.slice(0, 200).toLowerCase().replace(/[_-]/g, '');
}
