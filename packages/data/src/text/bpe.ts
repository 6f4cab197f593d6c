import { DataError } from '../errors.ts';
import { fromBytes, keyOf, toBytes } from './bytes.ts';
import { type Pattern, patterns, type Tokenizer } from './tokenizer.ts';

/** A vocabulary of byte strings: their ids, and the order in which pairs are joined. */
export type BpeVocabulary = {
  /** The bytes of each id. */
  tokens: readonly Uint8Array[];
  /** Joined earlier where smaller, by the joined bytes; where absent a token's id is its rank. */
  ranks?: ReadonlyMap<string, number>;
};

export type BpeOptions = {
  pattern?: Pattern;
  /** Tokens that stand for no text, with their ids: `{ '<|endoftext|>': 50256 }`. */
  special?: { readonly [token: string]: number };
};

const cacheSize = 65_536;

/**
 * A byte-level BPE tokenizer, as GPT-2, GPT-4, Llama 3 and Whisper have. Sennrich, Haddow and Birch, ACL 2016.
 *
 * @throws {DataError} vocabulary-invalid — for a vocabulary without all 256 bytes, or with a token twice
 * @example bpe(tiktoken(await readFile('gpt2.tiktoken', 'utf8'))).encode('This is some text') // [1212, 318, 617, 2420]
 */
export function bpe({ tokens, ranks }: BpeVocabulary, options: BpeOptions = {}): Tokenizer {
  const { pattern = 'gpt2', special = {} } = options;
  const ids = new Map<string, number>();
  for (const [id, token] of tokens.entries()) {
    if (!token) continue;
    const key = keyOf(token);
    if (ids.has(key))
      throw invalid(`the tokens ${ids.get(key)} and ${id} are the same: ${JSON.stringify(fromBytes(token))}`);
    ids.set(key, id);
  }
  for (let byte = 0; byte < 256; byte++) {
    if (!ids.has(String.fromCharCode(byte))) throw invalid(`the vocabulary lacks the byte ${byte}`);
  }
  const specials = new Map(Object.entries(special));
  const specialOf = new Map([...specials].map(([token, id]) => [id, token]));
  const size = Math.max(tokens.length, ...specials.values().map((id) => id + 1));
  const split =
    specials.size > 0 ? new RegExp(`(${[...specials.keys()].map(RegExp.escape).join('|')})`, 'u') : undefined;
  const rankOf = ranks ?? ids;
  const cache = new Map<string, readonly number[]>();
  const encoder = new TextEncoder();

  const encodePiece = (piece: string): readonly number[] => {
    const known = cache.get(piece);
    if (known) return known;
    const key = keyOf(encoder.encode(piece));
    const whole = ids.get(key);
    const found =
      whole !== undefined && ranks === undefined ? [whole] : merge(key, rankOf).map((part) => ids.get(part)!);
    if (cache.size >= cacheSize) cache.clear();
    cache.set(piece, found);
    return found;
  };

  return {
    kind: 'bpe',
    vocabularySize: size,
    encode(text) {
      const out: number[] = [];
      for (const part of split ? text.split(split) : [text]) {
        const id = specials.get(part);
        if (id !== undefined) out.push(id);
        else
          for (const [piece] of part.matchAll(patterns[pattern])) for (const one of encodePiece(piece)) out.push(one);
      }
      return out;
    },
    decode(given) {
      const chunks: Uint8Array[] = Array.from(given, (id) => {
        const bytes = tokens[id] ?? (specialOf.has(id) ? encoder.encode(specialOf.get(id)) : undefined);
        if (bytes) return bytes;
        throw new DataError('value-invalid', `there is no token ${id}`, { hint: `Ids are 0 to ${size - 1}` });
      });
      return Buffer.concat(chunks).toString('utf8');
    },
    idOf(token) {
      const bytes = toBytes(token);
      return specials.get(token) ?? (bytes ? ids.get(keyOf(bytes)) : undefined);
    },
  };
}

/**
 * Joins neighbouring parts, the pair of the smallest rank first and of equal ones the leftmost, until none is left.
 *
 * @param key bytes, one character each
 */
export function merge(key: string, ranks: ReadonlyMap<string, number>): string[] {
  const parts = [...key];
  // A word is short; a heap pays off only for the long runs that a hostile text brings.
  if (parts.length > 400) return mergeLong(parts, ranks);
  while (parts.length > 1) {
    let best = Number.POSITIVE_INFINITY;
    let at = -1;
    for (let i = 0; i < parts.length - 1; i++) {
      const rank = ranks.get(parts[i]! + parts[i + 1]!);
      if (rank !== undefined && rank < best) {
        best = rank;
        at = i;
      }
    }
    if (at < 0) break;
    parts.splice(at, 2, parts[at]! + parts[at + 1]!);
  }
  return parts;
}

/** The same in O(n log n): a heap of pairs by rank and place over a linked list. */
function mergeLong(parts: (string | undefined)[], ranks: ReadonlyMap<string, number>): string[] {
  const n = parts.length;
  const next = Int32Array.from({ length: n }, (_, i) => (i + 1 < n ? i + 1 : -1));
  const before = Int32Array.from({ length: n }, (_, i) => i - 1);
  const heap: { rank: number; at: number; pair: string }[] = [];
  const isLess = (a: number, b: number) =>
    heap[a]!.rank < heap[b]!.rank || (heap[a]!.rank === heap[b]!.rank && heap[a]!.at < heap[b]!.at);
  const swap = (a: number, b: number) => {
    [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  };
  const push = (at: number) => {
    if (at < 0 || next[at]! < 0) return;
    const pair = parts[at]! + parts[next[at]!]!;
    const rank = ranks.get(pair);
    if (rank === undefined) return;
    heap.push({ rank, at, pair });
    for (let i = heap.length - 1; i > 0 && isLess(i, (i - 1) >> 1); i = (i - 1) >> 1) swap(i, (i - 1) >> 1);
  };
  const pop = () => {
    swap(0, heap.length - 1);
    const top = heap.pop()!;
    for (let i = 0; ; ) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) if (child < heap.length && isLess(child, least)) least = child;
      if (least === i) return top;
      swap(i, least);
      i = least;
    }
  };
  for (let i = 0; i < n; i++) push(i);
  while (heap.length > 0) {
    const { at, pair } = pop();
    const other = next[at]!;
    // A pair whose parts were joined with others meanwhile.
    if (parts[at] === undefined || other < 0 || parts[at]! + parts[other]! !== pair) continue;
    parts[at] = pair;
    parts[other] = undefined;
    next[at] = next[other]!;
    if (next[at]! >= 0) before[next[at]!] = at;
    push(at);
    push(before[at]!);
  }
  return parts.filter((part) => part !== undefined);
}

function invalid(reason: string): DataError {
  return new DataError('vocabulary-invalid', reason, { hint: 'Is the file whole, and of this format?' });
}
