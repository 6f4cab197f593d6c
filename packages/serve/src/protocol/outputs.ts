import { quote, ServeError } from '../errors.ts';
import { list } from './datatypes.ts';
import type { RequestedOutput, Signature } from './infer-request.ts';
import { flag, refuseUnknown } from './parameters.ts';
import type { RawRequest } from './request-json.ts';

/**
 * The outputs that a request asks for: all where it names none.
 *
 * @throws {ServeError} bad-request — where the request does not fit
 */
export function readOutputs(request: RawRequest, signature: Signature): RequestedOutput[] {
  const all = flag(request.parameters, 'binary_data_output') ?? false;
  const wanted = request.outputs?.length
    ? request.outputs
    : signature.outputs.map(({ name }) => ({ name, parameters: undefined }));
  const seen = new Set<string>();
  return wanted.map(({ name, parameters }) => {
    if (!signature.outputs.some((output) => output.name === name)) {
      throw new ServeError('bad-request', `unknown output ${quote(name)}; this model gives ${list(signature.outputs)}`);
    }
    if (seen.has(name)) throw new ServeError('bad-request', `output ${quote(name)} is asked for twice`);
    seen.add(name);
    refuseUnknown(`output ${quote(name)}`, parameters, ['binary_data', 'classification']);
    const classification = parameters?.classification ?? 0;
    if (typeof classification !== 'number' || !Number.isInteger(classification) || classification < 0) {
      throw new ServeError(
        'bad-request',
        `output ${quote(name)}: parameter "classification" should be a count, received ${quote(classification)}`,
      );
    }
    return { name, binary: flag(parameters, 'binary_data') ?? all, classification };
  });
}
