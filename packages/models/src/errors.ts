import { type CallFault, CapstanError } from '@capstan/base';

/** Every error of this package, by code. */
export const modelErrorCodes = [
  'unknown-architecture',
  'bad-options',
  'no-model',
  'bad-card',
  'newer-format',
  'weights-missing',
  'weights-truncated',
  'weights-changed',
  'weights-unreadable',
  'state-mismatch',
  'disk-full',
  'write-failed',
] as const;

export type ModelErrorCode = (typeof modelErrorCodes)[number] | CallFault;

/**
 * What can go wrong with a model or its folder: `code` says which, the message what was expected, what was found and
 * what to do.
 *
 * @example
 * try { await openModel('best') } catch (error) { if (error instanceof ModelError) console.error(error.code) }
 */
export class ModelError extends CapstanError<ModelErrorCode> {
  override readonly name = 'ModelError';
}
