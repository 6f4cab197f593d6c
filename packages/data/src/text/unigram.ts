import { DataError } from '../errors.ts';
import type { Tokenizer } from './tokenizer.ts';

/**
 * A unigram tokenizer, as SentencePiece, T5, ALBERT and XLM-R have: the likeliest way to cut the text into pieces, a
 * space written as `▁`. Kudo, ACL 2018.
 *
 * @param pieces each with its log probability; the place is the id
 * @param options.normalize SentencePiece's NFKC and joining of spaces; false where the text is prepared already
 * @param options.byteFallback spells unknown characters with the pieces `<0x00>` to `<0xFF>`
 * @throws {DataError} vocabulary-invalid — where the file is damaged
 * @example unigram([['<unk>', 0], ['▁a', -1], ['b', -2]]).encode('ab') // [1, 2]
 */
export function unigram(
  pieces: readonly (readonly [piece: string, score: number])[],
  options: { unknown?: string; normalize?: boolean; byteFallback?: boolean } = {},
): Tokenizer {
  const { unknown = '<unk>', normalize = true, byteFallback = false } = options;
  const ids = new Map<string, number>();
  let longest = 1;
  let least = 0;
  for (const [id, [piece, score]] of pieces.entries()) {
    if (!Number.isFinite(score) || piece === '') {
      throw new DataError('vocabulary-invalid', `piece ${id} is ${JSON.stringify(piece)} with the score ${score}`, {
        hint: 'Give pieces of text with log probabilities',
      });
    }
    ids.set(piece, id);
    longest = Math.max(longest, piece.length);
    least = Math.min(least, score);
  }
  const unknownId = ids.get(unknown);
  if (unknownId === undefined) {
    throw new DataError('vocabulary-invalid', `the pieces lack ${unknown}`, { hint: 'Name the unknown piece' });
  }
  const special = (id: number) => /^<.+>$/.test(pieces[id]![0]);
  const penalty = least - 10;
  const encoder = new TextEncoder();
  return {
    kind: 'unigram',
    vocabularySize: pieces.length,
    encode(text) {
      const clean = normalize ? text.normalize('NFKC').replace(/\s+/gu, ' ').trim() : text;
      if (clean === '') return [];
      const found = likeliest(`▁${clean.replaceAll(' ', '▁')}`, longest, penalty, (piece) => {
        const id = ids.get(piece);
        return id === undefined || special(id) ? undefined : pieces[id]![1];
      });
      const out: number[] = [];
      for (const [piece, isKnown] of found) {
        if (isKnown) out.push(ids.get(piece)!);
        else if (byteFallback) for (const byte of encoder.encode(piece)) out.push(ids.get(byteName(byte)) ?? unknownId);
        // Unknown characters that follow one another are one unknown piece.
        else if (out.at(-1) !== unknownId) out.push(unknownId);
      }
      return out;
    },
    decode(given) {
      const chunks = Array.from(given, (id) => {
        const piece = pieces[id]?.[0];
        if (piece === undefined) {
          throw new DataError('value-invalid', `there is no piece ${id}`, {
            hint: `Ids are 0 to ${pieces.length - 1}`,
          });
        }
        const byte = /^<0x([0-9A-F]{2})>$/.exec(piece);
        return byte && byteFallback
          ? Uint8Array.of(Number.parseInt(byte[1]!, 16))
          : encoder.encode(piece.replaceAll('▁', ' '));
      });
      return Buffer.concat(chunks).toString('utf8').replace(/^ /, '');
    },
    idOf: (token) => ids.get(token),
  };
}

/** Viterbi's best path: pieces with whether they are known. */
function likeliest(
  text: string,
  longest: number,
  penalty: number,
  score: (piece: string) => number | undefined,
): [piece: string, isKnown: boolean][] {
  const n = text.length;
  const best = new Float64Array(n + 1).fill(Number.NEGATIVE_INFINITY);
  const from = new Int32Array(n + 1);
  const known = new Uint8Array(n + 1);
  best[0] = 0;
  for (let start = 0; start < n; start++) {
    if (best[start] === Number.NEGATIVE_INFINITY) continue;
    const width = text.codePointAt(start)! > 0xffff ? 2 : 1;
    for (let end = start + 1; end <= Math.min(n, start + longest); end++) {
      const value = score(text.slice(start, end));
      if (value === undefined || best[start]! + value <= best[end]!) continue;
      best[end] = best[start]! + value;
      from[end] = start;
      known[end] = 1;
    }
    if (score(text.slice(start, start + width)) === undefined && best[start]! + penalty > best[start + width]!) {
      best[start + width] = best[start]! + penalty;
      from[start + width] = start;
      known[start + width] = 0;
    }
  }
  const out: [string, boolean][] = [];
  for (let end = n; end > 0; end = from[end]!) out.push([text.slice(from[end]!, end), known[end] === 1]);
  return out.reverse();
}

function byteName(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
}
