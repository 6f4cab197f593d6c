import { type CallFault, CapstanError, type Catalogue, codesOf } from '@capstan/base';

/** Every error of this package, by code. */
export const treesErrors = {
  'library-missing': {
    what: "LightGBM's library is not there and could not be fetched, or does not load",
    hint: 'what is missing and how to get it is in the message; `capstan doctor` looks again',
  },
  'process-died': {
    what: 'the process in which the trees are trained or evaluated ended before it answered',
    hint: 'mostly memory: fewer columns, bins (`maxBin`) or leaves (`numLeaves`), or float32 in place of float64',
  },
  'library-refused': {
    what: 'LightGBM refused something that no check of ours had found',
    hint: 'its own words are in `fields.words`',
  },
  'data-invalid': {
    what: 'rows or columns are not what trees can take: none, unequally long, text, or not as many as the model has',
    hint: 'the message names the column and what was expected',
  },
  'category-invalid': {
    what: 'a categorical column holds something other than whole numbers from 0 to 1,048,575, or NaN for what is missing',
    hint: 'number its categories from 0',
  },
  'label-invalid': {
    what: 'a label does not suit the objective: NaN, infinite, out of its range, or all of one class',
    hint: 'the message names the first row and what was expected',
  },
  'weight-invalid': {
    what: 'a weight is negative, infinite or NaN, or all are 0',
    hint: 'give numbers of at least 0, one a row',
  },
  'group-invalid': {
    what: 'the sizes of the groups of a ranking do not add up to its rows, or are given for another objective',
    hint: 'give the number of rows of each group, in the order of the rows',
  },
  'params-invalid': {
    what: 'parameters that do not go together, or name a column that there is not',
    hint: 'the message says which, and what to change',
  },
  'file-unreadable': {
    what: 'the file of a model is not there, or may not be read',
    hint: 'the message says which it is; look at the path',
  },
  'model-invalid': {
    what: "a text is no model of LightGBM's, or is damaged",
    hint: 'the message names the line; save it again where it was trained',
  },
} as const satisfies Catalogue;

/** The codes of `treesErrors`. */
export const treesErrorCodes = codesOf(treesErrors);

export type TreesErrorCode = keyof typeof treesErrors | CallFault;

/**
 * What this package throws: a `code` from the catalogue, the values it is about in `fields`, and a message that says what to do.
 *
 * @example
 * try { await train(order); } catch (error) { if (error instanceof TreesError && error.code === 'label-invalid') … }
 */
export class TreesError extends CapstanError<TreesErrorCode> {
  override readonly name = 'TreesError';
}
