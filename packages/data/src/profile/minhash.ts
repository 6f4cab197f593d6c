const permutations = 64;
const bands = 16;

/**
 * Pairs of texts that share most of their word triples, by MinHash (Broder 1997) with banding; each pair that shares a band
 * is compared in full, so no pair below `least` is given.
 *
 * @param texts short or long, compared in lower case without punctuation
 * @returns pairs of indices with Jaccard's similarity, the nearest first
 * @example nearDuplicates(['free prize call now 123', 'free prize call now 124'], 0.5)
 */
export function nearDuplicates(texts: readonly string[], least = 0.8): { a: number; b: number; similarity: number }[] {
  const sets = texts.map(shingles);
  const buckets = new Map<string, number[]>();
  for (const [i, set] of sets.entries()) {
    if (set.size === 0) continue;
    const signature = sign(set);
    for (let band = 0; band < bands; band++) {
      const size = permutations / bands;
      const key = `${band}:${signature.subarray(band * size, (band + 1) * size).join()}`;
      const bucket = buckets.get(key);
      if (!bucket) buckets.set(key, [i]);
      else if (bucket.length < 200) bucket.push(i); // a template that thousands share: enough to show it
    }
  }
  const seen = new Set<number>();
  const pairs: { a: number; b: number; similarity: number }[] = [];
  for (const bucket of buckets.values()) {
    for (const [k, a] of bucket.entries()) {
      for (const b of bucket.slice(k + 1)) {
        const key = a * texts.length + b;
        if (seen.has(key)) continue;
        seen.add(key);
        const similarity = jaccard(sets[a]!, sets[b]!);
        if (similarity >= least) pairs.push({ a, b, similarity });
      }
    }
  }
  return pairs.sort((x, y) => y.similarity - x.similarity || x.a - y.a || x.b - y.b);
}

function shingles(text: string): Set<number> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const out = new Set<number>();
  // Words for texts of a line, characters for the shortest and for writing without blanks.
  if (words.length >= 5) for (let i = 0; i + 3 <= words.length; i++) out.add(hash(words.slice(i, i + 3).join(' ')));
  else {
    const joined = words.join(' ');
    for (let i = 0; i + 4 <= joined.length; i++) out.add(hash(joined.slice(i, i + 4)));
  }
  return out;
}

function sign(set: ReadonlySet<number>): Uint32Array {
  const out = new Uint32Array(permutations).fill(0xffffffff);
  for (const value of set) {
    let state = value;
    for (let p = 0; p < permutations; p++) {
      state = mix(state + 0x9e3779b9);
      if (state < out[p]!) out[p] = state;
    }
  }
  return out;
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** MurmurHash3's finalizer. */
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let both = 0;
  for (const value of a) if (b.has(value)) both += 1;
  return both / (a.size + b.size - both);
}
