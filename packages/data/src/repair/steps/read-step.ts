import { faultLines, readBySchema } from '@capstan/base';
import type { z } from 'zod';
import { DataError } from '../../errors.ts';

/**
 * A step, or several, by a schema, with the defaults filled in; all faults are told at once.
 *
 * @throws {DataError} step-invalid — where a step cannot be carried out
 */
export function readStep<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  return readBySchema(schema, value, (faults) => {
    const hint = "a step is such as { step: 'impute', column: 'age', how: 'median' }; docs/tables.md lists them all";
    const reason = `the steps don't fit; ${hint}:\n${faultLines(faults, 'steps')}`;
    return new DataError('step-invalid', reason, { hint, fields: { faults } });
  });
}
