import { quote, ServeError } from '../errors.ts';

/** Parameters of a request, of an input or of an output. */
export type Parameters = Readonly<Record<string, string | number | boolean>> | undefined;

/** What Triton's clients can ask of a whole request. */
const KNOWN = ['binary_data_output', 'timeout', 'priority', 'sequence_id', 'sequence_start', 'sequence_end'];

/**
 * Reads what a request asks for as a whole. What cannot be done is refused rather than passed over.
 *
 * @returns milliseconds that the client gives it, where it says; `timeout` comes in microseconds
 * @throws {ServeError} bad-request — where the request does not fit
 */
export function readParameters(parameters: Parameters): number | undefined {
  refuseUnknown('the request', parameters, KNOWN);
  const { priority = 0, sequence_id = 0, sequence_start = false, sequence_end = false, timeout } = parameters ?? {};
  if (priority !== 0) throw unsupported('priority', priority, 'requests are computed in fair turns; leave it out');
  const inSequence =
    ![0, ''].includes(sequence_id as number | string) || sequence_start !== false || sequence_end !== false; // compared as it is
  if (inSequence)
    throw unsupported('sequence_id', sequence_id, 'the models here keep nothing between requests; leave it out');
  if (timeout === undefined) return undefined;
  const micros = typeof timeout === 'string' ? Number(timeout) : timeout;
  if (typeof micros === 'number' && Number.isSafeInteger(micros) && micros >= 0)
    return micros === 0 ? undefined : micros / 1000;
  throw unsupported('timeout', timeout, 'it should be a count of microseconds');
}

/** @throws {ServeError} bad-request — where there is a parameter that is not one of these */
export function refuseUnknown(whose: string, parameters: Parameters, known: readonly string[]): void {
  const strange = Object.keys(parameters ?? {}).find((name) => !known.includes(name));
  if (strange === undefined) return;
  throw new ServeError(
    'bad-request',
    `${whose}: parameter ${quote(strange)} is not supported; there are ${known.join(', ')}`,
  );
}

/** A parameter that is true or false. */
export function flag(parameters: Parameters, name: string): boolean | undefined {
  const value = parameters?.[name];
  if (value === undefined || typeof value === 'boolean') return value;
  throw new ServeError('bad-request', `parameter ${quote(name)} should be true or false, received ${quote(value)}`);
}

function unsupported(name: string, value: unknown, why: string): ServeError {
  return new ServeError('bad-request', `parameter "${name}" is ${quote(value)}: ${why}`);
}
