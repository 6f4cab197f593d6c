import { DataError } from '../errors.ts';
import type { Tokenizer } from './tokenizer.ts';

/**
 * BERT's tokenizer: lower-cased and stripped of accents, cut at spaces, punctuation and around each Chinese character,
 * then into the longest known pieces, `##` marking those inside a word. Wu and others, arXiv:1609.08144.
 *
 * @param vocabulary a token for each line; the line number is the id
 * @param options.lowercase false for cased models, which keep accents too
 * @throws {DataError} vocabulary-invalid — where the file is damaged
 * @example wordPiece(await readFile('vocab.txt', 'utf8')).encode('unaffable') // un ##aff ##able
 */
export function wordPiece(
  vocabulary: string,
  options: { lowercase?: boolean; unknown?: string; longestWord?: number } = {},
): Tokenizer {
  const { lowercase = true, unknown = '[UNK]', longestWord = 100 } = options;
  const tokens = vocabulary.replace(/\r?\n$/, '').split(/\r?\n/);
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const unknownId = ids.get(unknown);
  if (unknownId === undefined) {
    throw new DataError('vocabulary-invalid', `the vocabulary of ${tokens.length} tokens lacks ${unknown}`, {
      hint: 'Is it a vocab.txt with one token a line? Else name its unknown token',
    });
  }
  const special = new Set(tokens.filter((token) => /^\[(?:PAD|UNK|CLS|SEP|MASK)\]$/.test(token)));
  const pieces = (word: string): number[] => {
    const characters = [...word];
    if (characters.length > longestWord) return [unknownId];
    const out: number[] = [];
    for (let start = 0; start < characters.length; ) {
      let end = characters.length;
      let id: number | undefined;
      for (; end > start; end--) {
        id = ids.get((start > 0 ? '##' : '') + characters.slice(start, end).join(''));
        if (id !== undefined) break;
      }
      if (id === undefined) return [unknownId];
      out.push(id);
      start = end;
    }
    return out;
  };
  return {
    kind: 'wordPiece',
    vocabularySize: tokens.length,
    encode: (text) =>
      text
        .split(/(\[(?:PAD|UNK|CLS|SEP|MASK)\])/)
        .flatMap((part) => (special.has(part) ? [ids.get(part)!] : words(part, lowercase).flatMap(pieces))),
    decode(given) {
      let out = '';
      for (const id of Array.from(given)) {
        const token = tokens[id];
        if (token === undefined) {
          throw new DataError('value-invalid', `there is no token ${id}`, {
            hint: `Ids are 0 to ${tokens.length - 1}`,
          });
        }
        out += token.startsWith('##') && out !== '' ? token.slice(2) : `${out === '' ? '' : ' '}${token}`;
      }
      return out;
    },
    idOf: (token) => ids.get(token),
  };
}

/** BERT's words, its `BasicTokenizer`: cut at spaces and around punctuation, each Chinese character alone. */
export function words(text: string, lowercase: boolean): string[] {
  // What is invisible goes, each Chinese character stands alone.
  let clean = text.replace(/[^\P{C}\t\n\r]|\ufffd/gu, '').replace(/[\t\n\r\p{Z}]/gu, ' ');
  clean = clean.replace(
    /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu,
    ' $& ',
  );
  if (lowercase)
    clean = clean
      .toLowerCase()
      .normalize('NFD')
      .replace(/\p{Mn}/gu, '');
  return clean.match(/[!-/:-@[-`{-~\p{P}]|[^\s!-/:-@[-`{-~\p{P}]+/gu) ?? [];
}
