import { jsonFault } from '@capstan/base';
import { ServeError } from './errors.ts';

/**
 * What a body says, in JSON as UTF-8.
 *
 * @param instead what may be sent, as the end of the sentence that refuses it
 * @throws {ServeError} bad-json — where it is none, with the place
 */
export function readJson(body: Uint8Array, instead = ''): unknown {
  const refuse = (why: string, cause: unknown) =>
    new ServeError('bad-json', `the body is not valid JSON in UTF-8: ${why}${instead}`, { cause });
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    throw refuse('its bytes are no UTF-8', cause);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refuse(jsonFault(text) ?? 'it cannot be read', cause);
  }
}
