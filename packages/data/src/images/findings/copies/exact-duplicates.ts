import type { SplitName } from '../../source/contract.ts';

/** A readable picture, as far as telling it from others goes. */
export type Candidate = {
  file: string;
  class: string;
  split: SplitName | undefined;
  bytesHash: string;
  pixelsHash: string;
};

/** A copy, the first of the files that it is a copy of, and why it is not used. */
export type SetAside = { index: number; kind: 'duplicate' | 'conflict' | 'leak'; reason: string; like: string };

/** In a folder already split, what is tested is kept and what is trained on gives way. */
const rank = { test: 0, validation: 1, train: 2 };

/**
 * Finds pictures that are there more than once: the same bytes, or other bytes that decode to the same pixels. Of
 * copies in one class the first by name stays; of copies under several classes none, as nobody can say which is right.
 */
export function duplicates(candidates: readonly Candidate[]): SetAside[] {
  const groups = new Map<string, number[]>();
  for (const [index, { pixelsHash }] of candidates.entries()) {
    const group = groups.get(pixelsHash); // equal bytes decode to equal pixels: one key finds both
    if (group) group.push(index);
    else groups.set(pixelsHash, [index]);
  }
  const out: SetAside[] = [];
  for (const group of groups.values()) {
    if (group.length === 1) continue;
    const items = group.map((index) => ({ index, ...candidates[index]! }));
    items.sort((a, b) => (a.split && b.split ? rank[a.split] - rank[b.split] : 0) || a.index - b.index);
    const [first] = items;
    const classes = new Set(items.map((item) => item.class));
    for (const item of items) {
      if (classes.size > 1) {
        const others = items.filter((other) => other.class !== item.class).map((other) => other.file);
        out.push({
          index: item.index,
          kind: 'conflict',
          like: others[0]!,
          reason: `also ${others.slice(0, 3).join(', ')}${others.length > 3 ? ', …' : ''}`,
        });
      } else if (item !== first) {
        const how = item.bytesHash === first!.bytesHash ? 'the same bytes as' : 'the same pixels as';
        const kind = item.split === first!.split ? 'duplicate' : 'leak';
        out.push({ index: item.index, kind, reason: `${how} ${first!.file}`, like: first!.file });
      }
    }
  }
  return out.sort((a, b) => a.index - b.index);
}
