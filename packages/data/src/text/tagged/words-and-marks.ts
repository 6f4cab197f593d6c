const ONE = /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}_])+|\S/gu;

/** A word of a text, from character `from` to before `to`. */
export interface Word {
  word: string;
  from: number;
  to: number;
}

/**
 * The words of a text where each stands: runs of letters and digits, each Chinese character and each other mark alone.
 *
 * @example wordsAndMarks('To Bonn, now') // words 'To', 'Bonn', ',', 'now'
 */
export const wordsAndMarks = (text: string): Word[] =>
  Array.from(text.matchAll(ONE), ({ 0: word, index }) => ({ word, from: index, to: index + word.length }));
