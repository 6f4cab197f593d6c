import { type CallFault, CapstanError, type Catalogue, codesOf, type ErrorDetails } from '@capstan/base';

/** Every way this package can refuse, and the HTTP status it answers with (0: thrown by `serve()` itself, never sent). */
export const serveErrors = {
  'options-invalid': {
    status: 0,
    what: 'options of `serve` do not fit, all of them at once',
    hint: 'correct each one named',
  },
  'key-required': {
    status: 0,
    what: 'other machines could ask, and no key was given',
    hint: '`apiKey: generateApiKey()`, or host 127.0.0.1',
  },
  'no-models': { status: 0, what: 'the folder holds no model', hint: 'name one with `model.json` in it' },
  'model-unloadable': {
    status: 0,
    what: 'a model cannot be opened or served',
    hint: 'the message names its folder and what is wrong',
  },
  'address-in-use': { status: 0, what: 'another program listens there', hint: 'another `port`, or 0 for a free one' },
  'bad-request': {
    status: 400,
    what: 'the request is not what the route takes',
    hint: 'the message names the place and what was expected',
  },
  'bad-json': { status: 400, what: 'the body is no JSON in UTF-8, or says a name twice', hint: 'send JSON' },
  'bad-tensor': {
    status: 400,
    what: 'name, shape, type or count of a tensor does not fit the model',
    hint: '`GET /v2/models/NAME` says what does',
  },
  'bad-image': { status: 400, what: 'the body is no picture that can be decoded', hint: 'JPEG, PNG or WebP' },
  'bad-recording': {
    status: 400,
    what: 'the body is no recording that can be decoded, or a longer one than is taken',
    hint: 'WAV, AIFF, FLAC, MP3 or Ogg',
  },
  'bad-rows': {
    status: 400,
    what: 'rows do not fit the table that was trained on; `faults` lists all',
    hint: 'the message names column and row',
  },
  unauthorized: { status: 401, what: 'the key is missing or wrong', hint: '`Authorization: Bearer KEY`' },
  forbidden: {
    status: 403,
    what: 'a page of another origin asks',
    hint: "ask from this server's own page, or from a program",
  },
  'not-found': { status: 404, what: 'there is no such route', hint: '`GET /openapi.json` lists them' },
  'unknown-model': { status: 404, what: 'no model has this name', hint: '`GET /v2/models` lists them' },
  'unknown-version': { status: 404, what: 'the model has no such version', hint: 'leave it out for the newest' },
  'method-not-allowed': { status: 405, what: 'the route takes another method', hint: 'the header `Allow` names it' },
  'request-timeout': { status: 408, what: 'the body did not arrive in time', hint: 'send it faster, or in parts' },
  'body-too-large': { status: 413, what: 'the body is larger than `bodyLimit`', hint: 'send less at once' },
  'too-many-rows': {
    status: 413,
    what: 'more rows than `maxRows`, or than can be computed in time',
    hint: 'send them in parts',
  },
  'unsupported-media-type': {
    status: 415,
    what: 'the route takes another content type',
    hint: 'the message names those it takes',
  },
  misdirected: { status: 421, what: 'the server is not called by this name', hint: '`allowedHosts`, or a key' },
  overloaded: { status: 429, what: 'as much waits as may wait', hint: 'try again after `Retry-After`' },
  cancelled: { status: 499, what: 'the client went away', hint: 'nothing: nobody reads the answer' },
  'engine-failed': { status: 500, what: 'the model failed on this request', hint: "look at the server's log" },
  internal: { status: 500, what: 'something that was not foreseen', hint: "look at the server's log" },
  'engine-down': { status: 503, what: "the model's process is being replaced", hint: 'try again after `Retry-After`' },
  'model-replaced': { status: 503, what: "another version took the model's place meanwhile", hint: 'try again' },
  'shutting-down': { status: 503, what: 'the server is closing', hint: 'try again after `Retry-After`, or elsewhere' },
  'deadline-exceeded': {
    status: 504,
    what: 'the answer was not computed in time',
    hint: 'send fewer rows, or more patience: `requestTimeoutMs`',
  },
} as const satisfies Catalogue & Readonly<Record<string, { status: number }>>;

/** The codes of `serveErrors`. */
export const serveErrorCodes = codesOf(serveErrors);

export type ServeErrorCode = keyof typeof serveErrors | CallFault;

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
    this.statusCode = code in serveErrors ? serveErrors[code as keyof typeof serveErrors].status : 0; // as: it is one of them
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
