import { type CallFault, CapstanError, type ErrorDetails } from '@capstan/base';

/** Every way this package can refuse, and the HTTP status it answers with (0: thrown by `serve()` itself, never sent). */
export const errorStatus = {
  'options-invalid': 0,
  'key-required': 0,
  'no-models': 0,
  'model-unloadable': 0,
  'address-in-use': 0,
  'bad-request': 400,
  'bad-json': 400,
  'bad-tensor': 400,
  'bad-image': 400,
  'bad-rows': 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  'unknown-model': 404,
  'unknown-version': 404,
  'method-not-allowed': 405,
  'request-timeout': 408,
  'body-too-large': 413,
  'too-many-rows': 413,
  'unsupported-media-type': 415,
  misdirected: 421,
  overloaded: 429,
  cancelled: 499,
  'engine-failed': 500,
  internal: 500,
  'engine-down': 503,
  'model-replaced': 503,
  'shutting-down': 503,
  'deadline-exceeded': 504,
} as const;

export type ServeErrorCode = keyof typeof errorStatus | CallFault;

export type ServeErrorOptions = ErrorDetails & {
  /** Seconds after which trying again makes sense, for 429 and 503. */
  retryAfter?: number;
  /** Every value of rows that does not fit. */
  faults?: readonly { row: number; column: string; message: string }[];
};

/**
 * An error of `@capstan/serve`: `code` for programs, `statusCode` for HTTP, `message` for people: what was expected, what
 * was received, what to do.
 *
 * @example
 * try { await serve({ models: 'models' }); }
 * catch (error) { if (error instanceof ServeError && error.code === 'no-models') … }
 */
export class ServeError extends CapstanError<ServeErrorCode> {
  override readonly name = 'ServeError';
  /** 0 where it is thrown by a call and never sent. */
  readonly statusCode: number;
  /** Seconds after which trying again makes sense, for 429 and 503. */
  readonly retryAfter: number | undefined;

  readonly faults: ServeErrorOptions['faults'];

  constructor(code: ServeErrorCode, message: string, { retryAfter, faults, ...details }: ServeErrorOptions = {}) {
    super(code, message, details);
    this.statusCode = code in errorStatus ? errorStatus[code as keyof typeof errorStatus] : 0; // as: it is one of them
    this.retryAfter = retryAfter;
    this.faults = faults;
  }
}

/**
 * Text from outside made safe to repeat in a message: cut, and without control characters.
 *
 * @example quote('a\u001b[31m') // '"a\\u001b[31m"'
 */
export function quote(value: unknown, limit = 80): string {
  // Cut before it is written: what came may be megabytes long.
  if (Array.isArray(value) && value.length > limit) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null && Object.keys(value).length > limit) return 'an object';
  const text = JSON.stringify(typeof value === 'string' ? value.slice(0, limit + 1) : value) ?? String(value);
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}
