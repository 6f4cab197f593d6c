import { type CallFault, CapstanError, type Fail } from '@capstan/base';

/** Every error of this package, by code. */
export const trainErrorCodes = [
  'bad-project',
  'project-missing',
  'unknown-kind',
  'classes-mismatch',
  'outputs-mismatch',
  'target-out-of-range',
  'single-example',
  'no-validation',
  'loss-not-finite',
  'disk-full',
  'checkpoint-unwritable',
  'checkpoint-damaged',
  'checkpoint-missing',
  'checkpoint-other-project',
  'run-in-use',
  'no-device',
] as const;

export type TrainErrorCode = (typeof trainErrorCodes)[number] | CallFault;

/**
 * What can go wrong in training: `code` says which, `fields` carries the figures, the message says what was expected,
 * what was received and what to do.
 *
 * @example
 * try { await fit(project) } catch (error) { if (error instanceof TrainError && error.code === 'loss-not-finite') … }
 */
export class TrainError extends CapstanError<TrainErrorCode> {
  override readonly name = 'TrainError';
}

/** What base's readers of options throw in this package. */
export const optionFault: Fail = (code, message, details) => new TrainError(code, message, details);
