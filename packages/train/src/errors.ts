export type TrainErrorCode =
  | 'bad-project'
  | 'project-missing'
  | 'classes-mismatch'
  | 'no-validation'
  | 'loss-not-finite'
  | 'disk-full'
  | 'checkpoint-unwritable'
  | 'checkpoint-damaged'
  | 'checkpoint-missing'
  | 'checkpoint-other-project'
  | 'run-in-use'
  | 'no-device';

/**
 * What can go wrong in training: `code` says which, `details` carries the figures, the message says what was expected,
 * what was received and what to do.
 *
 * @example
 * try { await fit(project) } catch (error) { if (error instanceof TrainError && error.code === 'loss-not-finite') … }
 */
export class TrainError extends Error {
  readonly code: TrainErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  override readonly name = 'TrainError';

  constructor(code: TrainErrorCode, message: string, details: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}
