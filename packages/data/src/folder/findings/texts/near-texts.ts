import { nearDuplicateTexts } from '../../../text/min-hash.ts';
import type { ReadText } from '../contract.ts';
import type { NearFiles } from '../copies.ts';

/** Texts up to this many are compared, and of each its first characters. */
const mostTexts = 20_000;
const mostCharacters = 20_000;

const known = new WeakMap<readonly ReadText[], NearFiles[]>();

/** Pairs of texts that share nine tenths of their runs of five characters; short ones say the same by chance. */
export function nearTexts(files: readonly ReadText[]): NearFiles[] {
  const found = known.get(files) ?? search(files);
  known.set(files, found);
  return found;
}

function search(files: readonly ReadText[]): NearFiles[] {
  const some = files.slice(0, mostTexts).map(({ text }) => (text.length < 30 ? null : text.slice(0, mostCharacters)));
  return nearDuplicateTexts(some, { threshold: 0.9 }).map(({ first, second, similarity }) => {
    return { first, second, likeness: similarity };
  });
}
