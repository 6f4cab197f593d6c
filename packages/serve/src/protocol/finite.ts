import { setImmediate as turn } from 'node:timers/promises';
import { quote, ServeError } from '../errors.ts';
import { view, type WireTensor } from './datatypes.ts';

/** Numbers that are looked at before other requests get their turn: a fraction of a millisecond. */
const SLICE = 2 ** 18;

/** @throws {ServeError} bad-tensor — where a tensor holds NaN or infinity, with its place */
export async function refuseNonFinite({ name, datatype, bytes }: WireTensor): Promise<void> {
  if (datatype !== 'FP32' && datatype !== 'FP64') return;
  const values = view(datatype, bytes) as Float32Array | Float64Array; // the two datatypes above
  for (let start = 0; start < values.length; start += SLICE) {
    if (start > 0) await turn();
    const slice = values.subarray(start, start + SLICE);
    let sum = 0; // x * 0 is 0 for finite x and NaN otherwise: one pass without a branch
    for (let i = 0; i < slice.length; i++) sum += slice[i]! * 0;
    if (sum === 0) continue;
    const index = start + slice.findIndex((value) => !Number.isFinite(value));
    const message = `element ${index} is ${values[index]}; this server takes finite numbers only (option nonFinite: 'allow')`;
    throw new ServeError('bad-tensor', `input ${quote(name)}: ${message}`);
  }
}
