import { quote, ServeError } from '../errors.ts';
import { readPictures } from '../pictures/wire.ts';
import type { InferRequest, ParseOptions, Signature } from './infer-request.ts';
import { readInputs } from './inputs.ts';
import { readOutputs } from './outputs.ts';
import { readParameters } from './parameters.ts';
import { parseJson } from './request-json.ts';

/**
 * Reads an inference request and holds it against the model's signature.
 *
 * @throws {ServeError} bad-json, bad-request — where it is no JSON, or the request does not fit
 * @throws {ServeError} bad-tensor — with what was expected and what was received
 * @example parseInferRequest(body, signature, { headerLength: undefined, nonFinite: 'refuse', maxRows: 4096 })
 */
export function parseInferRequest(body: Uint8Array, signature: Signature, options: ParseOptions): InferRequest {
  const { headerLength } = options;
  if (headerLength !== undefined && headerLength > body.byteLength) {
    throw new ServeError(
      'bad-request',
      `Inference-Header-Content-Length says ${headerLength} bytes of JSON, the body has ${body.byteLength}`,
    );
  }
  const request = parseJson(headerLength === undefined ? body : body.subarray(0, headerLength));
  const tail = headerLength === undefined ? body.subarray(body.byteLength) : body.subarray(headerLength);

  const asked = {
    id: request.id,
    timeoutMs: readParameters(request.parameters),
    outputs: readOutputs(request, signature),
  };
  const files = readPictures(request.inputs, tail, signature);
  if (files) return { ...asked, rows: files.length, inputs: [], pictures: files };
  const inputs = readInputs(request.inputs, tail, signature, options);
  const rows = inputs[0]!.shape[0]!;
  for (const input of inputs) {
    if (input.shape[0] === rows) continue;
    throw new ServeError(
      'bad-tensor',
      `all inputs must have the same number of rows: ${quote(inputs[0]!.name)} has ${rows}, ${quote(input.name)} has ${input.shape[0]}`,
    );
  }
  return { ...asked, rows, inputs };
}
