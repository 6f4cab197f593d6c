import { type CallFault, CapstanError } from '@capstan/base';

/** Every error of this package, by code; each message says what was expected, what was received and what to do. */
export const evaluateErrorCodes = [
  'lengths-differ',
  'empty',
  'not-finite',
  'not-probabilities',
  'target-out-of-range',
  'label-not-binary',
  'classes-invalid',
  'option-invalid',
] as const;

export type EvaluateErrorCode = (typeof evaluateErrorCodes)[number] | CallFault;

/**
 * What this package throws: a `code` from the catalogue, the values it is about in `fields`, and a message that says what to do.
 *
 * @example
 * try { classification(…); } catch (error) { if (error instanceof EvaluateError && error.code === 'not-finite') … }
 */
export class EvaluateError extends CapstanError<EvaluateErrorCode> {
  override readonly name = 'EvaluateError';
}
