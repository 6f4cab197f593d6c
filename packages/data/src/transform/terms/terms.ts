import type { TermOptions } from './term-options.ts';

const word = /[\p{L}\p{N}_]{2,}/gu;

/** The terms of a text in their order, as scikit-learn's `CountVectorizer` finds them. */
export function analyse(
  text: string,
  options: Pick<TermOptions, 'analyzer' | 'ngrams' | 'lowercase' | 'stopWords'>,
): string[] {
  const given = options.lowercase ? text.toLowerCase() : text;
  const [least, most] = options.ngrams;
  if (options.analyzer === 'word') {
    const stops = new Set(options.stopWords);
    const words = (given.match(word) ?? []).filter((one) => !stops.has(one));
    return runs(words, least, most, ' ');
  }
  const spaced = given.replace(/\s\s+/gu, ' ');
  if (options.analyzer === 'char') return runs([...spaced], least, most, '');
  return spaced
    .split(/\s+/u)
    .filter((one) => one !== '')
    .flatMap((one) => withinWord([...` ${one} `], least, most));
}

/** Every run of `least` to `most` units. */
export function runs(units: readonly string[], least: number, most: number, glue: string): string[] {
  const out: string[] = [];
  for (let length = least; length <= Math.min(most, units.length); length++) {
    for (let at = 0; at + length <= units.length; at++) out.push(units.slice(at, at + length).join(glue));
  }
  return out;
}

/** A word shorter than a run counts once, as it is. */
export function withinWord(characters: readonly string[], least: number, most: number): string[] {
  const out: string[] = [];
  for (let length = least; length <= most; length++) {
    out.push(characters.slice(0, length).join(''));
    for (let at = 1; at + length <= characters.length; at++) out.push(characters.slice(at, at + length).join(''));
    if (length >= characters.length) break;
  }
  return out;
}
