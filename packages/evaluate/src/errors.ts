import { type CallFault, CapstanError, type Catalogue, codesOf } from '@capstan/base';

/** Every error of this package, by code; each message says what was expected, what was received and what to do. */
export const evaluateErrors = {
  'lengths-differ': {
    what: 'predictions and targets are not of the same examples',
    hint: 'give both for the same examples, in one order',
  },
  empty: { what: 'there is no example: a metric of nothing is not defined', hint: 'give at least one' },
  'not-finite': {
    what: 'a prediction is NaN or infinite: the model has diverged',
    hint: 'train again with a lower learning rate, or clip gradients',
  },
  'not-probabilities': {
    what: 'a row is out of range or does not add up to 1: most often logits',
    hint: 'take `softmax` of them first',
  },
  'weight-invalid': { what: 'a weight is negative or no number, or all are 0', hint: 'give weights from 0' },
  'quantiles-cross': { what: 'a quantile is above the one of a higher level', hint: 'sort each row' },
  'target-out-of-range': {
    what: 'a target is no index of a class',
    hint: 'count classes from 0, and give as many names as there are',
  },
  'box-invalid': {
    what: 'a box is no four finite numbers, or its right or bottom lies before its left or top',
    hint: 'give left, top, right and bottom in pixels',
  },
  'tag-invalid': {
    what: 'a tag is neither O nor a position (B, I, E, S) with a type, such as B-PER',
    hint: 'give tags in IOB or IOBES form',
  },
  'label-not-binary': { what: 'a label of a curve is neither 0 nor 1', hint: 'say which class is the 1' },
  'classes-invalid': { what: 'fewer than two classes, or two of one name', hint: 'name each class once' },
  'option-invalid': {
    what: 'a level, a k, a number of bins … makes no sense',
    hint: 'the message says which values are allowed',
  },
} as const satisfies Catalogue;

/** The codes of `evaluateErrors`. */
export const evaluateErrorCodes = codesOf(evaluateErrors);

export type EvaluateErrorCode = keyof typeof evaluateErrors | CallFault;

/**
 * What this package throws: a `code` from the catalogue, the values it is about in `fields`, and a message that says what to do.
 *
 * @example
 * try { classification(…); } catch (error) { if (error instanceof EvaluateError && error.code === 'not-finite') … }
 */
export class EvaluateError extends CapstanError<EvaluateErrorCode> {
  override readonly name = 'EvaluateError';
}
