import { z } from 'zod';
import { words as wordsOf } from '../../text/word-piece.ts';
import { makeStep, perColumn, type Selection, type Step } from '../contract.ts';
import { runs, withinWord } from './terms.ts';
import { learnVocabulary, placeColumns, textsOf } from './vocabulary.ts';

const span = z
  .tuple([z.int().min(1), z.int().min(1)])
  .refine(([least, most]) => least <= most, 'the shortest must not be longer than the longest');

const options = z.strictObject({
  words: z.union([span, z.literal('none')]).default([1, 2]),
  characters: z.union([span, z.literal('none')]).default('none'),
  lowercase: z.boolean().default(true),
  minDocuments: z.number().positive().default(2),
  maxTerms: z.int().min(1).optional(),
  maxLength: z.int().min(1).max(16_384).default(512),
});
type Options = z.output<typeof options>;

const ngramsKind = perColumn({
  kind: 'ngrams',
  about: 'Text becomes the numbers of the runs of words and characters that are in it, for a bag of n-grams.',
  example: { columns: ['job'], options: { words: [1, 1] } },
  isEncoder: true,
  options,
  state: z.strictObject({ terms: z.array(z.string()), length: z.int().min(1) }),
  learn: (column, name, given) =>
    learnVocabulary(
      textsOf(column, name, 'ngrams').map((text) => analyse(text, given)),
      name,
      'ngrams',
      given,
    ),
  apply(column, name, given, { terms, length }) {
    const place = placesOf(terms);
    const rows = textsOf(column, name, 'ngrams').map((text) =>
      analyse(text, given).flatMap((one) => place.get(one) ?? []),
    );
    return placeColumns(name, rows, length);
  },
});

/**
 * A column for each of a text's n-grams, holding its number in the vocabulary of the training fold, counted from 1 and the most
 * frequent first; 0 fills up. Each n-gram of a text is there once; those that training did not see are passed over. What a
 * bag of n-grams is made of, such as the architecture `bagOfNgrams`.
 *
 * @example ngrams(['message'], { words: [1, 2], characters: [3, 5] })
 */
export function ngrams(
  columns: Selection,
  given: {
    /** Shortest and longest run of words; [1, 2]. Words are BERT's, so each Chinese character is one. */
    words?: [number, number] | 'none';
    /** Shortest and longest run of characters within a word, its ends marked by spaces; none. */
    characters?: [number, number] | 'none';
    lowercase?: boolean;
    /** Those in fewer texts are left out; 2. */
    minDocuments?: number;
    /** The most frequent only. */
    maxTerms?: number;
    /** Of longer texts, the first; 512. */
    maxLength?: number;
  } = {},
): Step {
  return makeStep(ngramsKind, columns, given);
}
ngrams.kind = ngramsKind;

/** The different n-grams of a text in their order: those of words, then those of characters. */
function analyse(text: string, { words, characters, lowercase }: Options): string[] {
  const cut = wordsOf(text, lowercase);
  const ofWords = words === 'none' ? [] : runs(cut, words[0], words[1], ' ');
  // A mark in front keeps the word "an" and the characters "an" apart.
  const ofCharacters =
    characters === 'none'
      ? []
      : cut.flatMap((one) => withinWord([...` ${one} `], characters[0], characters[1]).map((run) => `\u0001${run}`));
  return [...new Set([...ofWords, ...ofCharacters])];
}

const places = new WeakMap<readonly string[], Map<string, number>>();

/** Each term's number; a server asks for the same terms again and again. */
function placesOf(terms: readonly string[]): Map<string, number> {
  const known = places.get(terms) ?? new Map(terms.map((term, i) => [term, i + 1]));
  places.set(terms, known);
  return known;
}
