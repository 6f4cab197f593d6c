import { z } from 'zod';
import { wordsAndMarks } from '../../text/tagged/words-and-marks.ts';
import { words } from '../../text/word-piece.ts';
import { makeStep, perColumn, type Selection, type Step } from '../contract.ts';
import { learnVocabulary, placeColumns, textsOf } from './vocabulary.ts';

/** How a text is cut into words. */
const CUTS = {
  bert: words,
  spaces: (text: string, lowercase: boolean) =>
    (lowercase ? text.toLowerCase() : text).split(/\s+/u).filter((word) => word !== ''),
  marks: (text: string, lowercase: boolean) =>
    wordsAndMarks(text).map(({ word }) => (lowercase ? word.toLowerCase() : word)),
};

/** The number of a word that training did not see. */
const UNKNOWN = 1;

const tokensKind = perColumn({
  kind: 'tokens',
  about: 'Text becomes the numbers of its words in their order, for models that read it as a sequence.',
  example: { columns: ['job'] },
  isEncoder: true,
  options: z.strictObject({
    lowercase: z.boolean().default(true),
    words: z.enum(['bert', 'spaces', 'marks']).default('bert'),
    minDocuments: z.number().positive().default(2),
    maxTerms: z.int().min(1).optional(),
    maxLength: z.int().min(1).max(16_384).default(256),
  }),
  state: z.strictObject({ terms: z.array(z.string()), length: z.int().min(1) }),
  learn: (column, name, given) =>
    learnVocabulary(
      textsOf(column, name, 'tokens').map((text) => CUTS[given.words](text, given.lowercase)),
      name,
      'tokens',
      given,
    ),
  apply(column, name, { lowercase, words }, { terms, length }) {
    const place = new Map(terms.map((term, i) => [term, i + UNKNOWN + 1]));
    const rows = textsOf(column, name, 'tokens').map((text) => {
      return CUTS[words](text, lowercase).map((one) => place.get(one) ?? UNKNOWN);
    });
    return placeColumns(name, rows, length);
  },
});

/**
 * A column for each place of a text, holding the number of the word there: 0 fills up, 1 is a word that training did not see,
 * and from 2 on stands the vocabulary of the training fold. Words are BERT's unless said otherwise: punctuation and each Chinese
 * character stand alone. What models of sequences take, such as the architecture `textCnn`.
 *
 * @example tokens(['message'], { maxLength: 128 })
 */
export function tokens(
  columns: Selection,
  given: {
    lowercase?: boolean;
    /** How texts are cut: as BERT's, at spaces alone, or as `wordsAndMarks` does; 'bert'. */
    words?: 'bert' | 'spaces' | 'marks';
    /** Words in fewer texts are unknown; 2. */
    minDocuments?: number;
    /** The most frequent words only. */
    maxTerms?: number;
    /** Of longer texts, the beginning; 256. */
    maxLength?: number;
  } = {},
): Step {
  return makeStep(tokensKind, columns, given);
}
tokens.kind = tokensKind;
