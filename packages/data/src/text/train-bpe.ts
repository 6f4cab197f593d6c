import { DataError } from '../errors.ts';
import type { BpeVocabulary } from './bpe.ts';
import { byteOrder } from './bytes.ts';
import { type Pattern, patterns } from './tokenizer.ts';

/**
 * Learns a byte-level BPE vocabulary: the 256 bytes, then the most frequent pair of neighbours again and again; of
 * equally frequent ones the pair with the smaller ids, as Hugging Face's trainer chooses.
 *
 * @param texts of the training fold alone
 * @throws {DataError} option-invalid — for a size below 256
 * @example const tokenizer = bpe(trainBpe(texts, { vocabularySize: 4096 }));
 */
export function trainBpe(
  texts: Iterable<string>,
  options: { vocabularySize: number; pattern?: Pattern; minFrequency?: number },
): BpeVocabulary {
  const { vocabularySize, pattern = 'gpt2', minFrequency = 1 } = options;
  if (!Number.isInteger(vocabularySize) || vocabularySize < 256) {
    throw new DataError('option-invalid', `a vocabulary of ${vocabularySize} tokens was asked for`, {
      hint: 'Each of the 256 bytes is a token already: ask for more',
    });
  }
  const { words, counts } = countWords(texts, pattern);
  const tokens: Uint8Array[] = byteOrder.map((byte) => Uint8Array.of(byte));
  const pairs = new Pairs(words, counts);
  while (tokens.length < vocabularySize) {
    const best = pairs.pop();
    if (!best || best.count < minFrequency) break;
    const id = tokens.length;
    tokens.push(Buffer.concat([tokens[best.left]!, tokens[best.right]!]));
    pairs.join(best.left, best.right, id);
  }
  return { tokens };
}

function countWords(texts: Iterable<string>, pattern: Pattern): { words: number[][]; counts: number[] } {
  const found = new Map<string, number>();
  for (const text of texts) {
    for (const [word] of text.matchAll(patterns[pattern])) found.set(word, (found.get(word) ?? 0) + 1);
  }
  const encoder = new TextEncoder();
  const idOf = new Int32Array(256);
  for (const [id, byte] of byteOrder.entries()) idOf[byte] = id;
  return {
    words: [...found.keys()].map((word) => Array.from(encoder.encode(word), (byte) => idOf[byte]!)),
    counts: [...found.values()],
  };
}

type Pair = { left: number; right: number; count: number };

/** How often each pair of neighbours comes, and in which words; a heap gives the most frequent. */
class Pairs {
  readonly #words: number[][];
  readonly #counts: readonly number[];
  readonly #count = new Map<number, number>();
  readonly #where = new Map<number, Set<number>>();
  readonly #heap: Pair[] = [];

  constructor(words: number[][], counts: readonly number[]) {
    this.#words = words;
    this.#counts = counts;
    for (const [w, word] of words.entries()) {
      for (let i = 0; i + 1 < word.length; i++) this.#add(word[i]!, word[i + 1]!, counts[w]!, w);
    }
    for (const [key, count] of this.#count) this.#push({ left: leftOf(key), right: rightOf(key), count });
  }

  /** The most frequent pair. Counts that have changed since they were pushed are put right on the way. */
  pop(): Pair | undefined {
    for (;;) {
      const top = this.#take();
      if (!top) return undefined;
      const count = this.#count.get(keyOfPair(top.left, top.right)) ?? 0;
      if (count === top.count && count > 0) return top;
      if (count > 0 && count < top.count) this.#push({ ...top, count });
    }
  }

  /** Replaces a pair by one token in every word that has it. */
  join(left: number, right: number, id: number): void {
    const key = keyOfPair(left, right);
    const touched = new Set<number>();
    for (const w of this.#where.get(key) ?? []) {
      const word = this.#words[w]!;
      const count = this.#counts[w]!;
      for (let i = 0; i + 1 < word.length; i++) {
        if (word[i] !== left || word[i + 1] !== right) continue;
        if (i > 0) {
          this.#add(word[i - 1]!, left, -count, w);
          touched.add(this.#add(word[i - 1]!, id, count, w));
        }
        if (i + 2 < word.length) {
          this.#add(right, word[i + 2]!, -count, w);
          touched.add(this.#add(id, word[i + 2]!, count, w));
        }
        word.splice(i, 2, id);
      }
    }
    this.#count.delete(key);
    this.#where.delete(key);
    for (const one of touched) {
      const count = this.#count.get(one) ?? 0;
      if (count > 0) this.#push({ left: leftOf(one), right: rightOf(one), count });
    }
  }

  #add(left: number, right: number, count: number, word: number): number {
    const key = keyOfPair(left, right);
    this.#count.set(key, (this.#count.get(key) ?? 0) + count);
    if (count > 0) {
      const where = this.#where.get(key);
      if (where) where.add(word);
      else this.#where.set(key, new Set([word]));
    }
    return key;
  }

  #push(pair: Pair): void {
    const heap = this.#heap;
    heap.push(pair);
    for (let i = heap.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!isBefore(heap[i]!, heap[parent]!)) break;
      [heap[i], heap[parent]] = [heap[parent]!, heap[i]!];
      i = parent;
    }
  }

  #take(): Pair | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (!top || !last || heap.length === 0) return top;
    heap[0] = last;
    for (let i = 0; ; ) {
      let first = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < heap.length && isBefore(heap[child]!, heap[first]!)) first = child;
      }
      if (first === i) return top;
      [heap[i], heap[first]] = [heap[first]!, heap[i]!];
      i = first;
    }
  }
}

function isBefore(a: Pair, b: Pair): boolean {
  return a.count !== b.count ? a.count > b.count : a.left !== b.left ? a.left < b.left : a.right < b.right;
}

// Ids stay below 2^26, so that two of them fit a double.
const base = 67_108_864;

function keyOfPair(left: number, right: number): number {
  return left * base + right;
}

function leftOf(key: number): number {
  return Math.floor(key / base);
}

function rightOf(key: number): number {
  return key % base;
}
