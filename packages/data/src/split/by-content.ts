import { hash } from 'node:crypto';
import { assignParts, type Part, type SplitOption } from './assign-parts.ts';

/**
 * Splits items by what they hold, stratified. Which go where depends on the seed and their content alone, so that
 * neither a renamed file nor the order in which a disk lists them moves anything, and an added file moves few.
 *
 * @param ids content hash per item
 * @param labels class per item
 * @returns the part per item; `undefined` where counts leave some over
 * @throws {DataError} split-impossible — where the split asks for more than there is
 * @example splitByContent(['a1…', 'b2…'], ['cat', 'dog'], { train: 0.8, validation: 0.1, test: 0.1 }, 0)
 */
export function splitByContent(
  ids: readonly string[],
  labels: readonly string[],
  option: SplitOption,
  seed: number,
  noun = 'pictures',
): (Part | undefined)[] {
  return assignParts(labels, contentKeys(ids, seed), option, noun);
}

/** What orders items by their content: a hash of seed and identity. */
export function contentKeys(ids: readonly string[], seed: number): string[] {
  return ids.map((id) => hash('sha256', `${seed}:${id}`));
}
