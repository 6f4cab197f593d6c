import { faultLines, readBySchema } from '@capstan/base';
import * as z from 'zod';
import { ServeError } from '../errors.ts';
import { readJson } from '../read-json.ts';
import { jsonNames } from './json-shape.ts';

const parametersSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** Body of `POST …/infer`; in the binary form, the part before the raw tensors. */
export const inferRequestSchema = z.strictObject({
  id: z.string().max(1024).optional(),
  parameters: parametersSchema.optional(),
  inputs: z
    .array(
      z.strictObject({
        name: z.string().max(256),
        shape: z.array(z.int().nonnegative()).min(1).max(16),
        datatype: z.string().max(16),
        parameters: parametersSchema.optional(),
        data: z.unknown().optional(),
      }),
    )
    .min(1)
    .max(64),
  outputs: z
    .array(z.strictObject({ name: z.string().max(256), parameters: parametersSchema.optional() }))
    .max(64)
    .optional(),
});

/** An inference request as it was written, and one input of it. */
export type RawRequest = z.infer<typeof inferRequestSchema>;
export type RawInput = RawRequest['inputs'][number];

/** What a request may consist of, in JSON: nested numbers, few names, the texts of none. */
export const requestLimits = { objects: 256, arrays: 2 ** 20, depth: 24, strings: 4096, values: 2 ** 23 };

/** @throws {ServeError} bad-json, bad-request — where it is no JSON, or the request does not fit */
export function parseJson(bytes: Uint8Array): RawRequest {
  const names = jsonNames(bytes, requestLimits);
  const value = readJson(bytes);
  const parsed = readBySchema(inferRequestSchema, value, (faults) => {
    return new ServeError('bad-request', faultLines(faults, 'the body', 1).trim());
  });
  if (names.reduce((sum, count) => sum + count, 0) === namesIn(value)) return parsed;
  throw new ServeError('bad-json', 'an object of the request has a name twice; JSON would keep the last of the two');
}

function namesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const inner of Array.isArray(value) ? value : Object.values(value)) {
    if (typeof inner === 'object') count += namesIn(inner);
  }
  return count;
}
