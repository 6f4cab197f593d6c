import { z } from 'zod';
import { name } from '../../../table/engine.ts';
import { cleaning } from '../contract.ts';
import { column } from '../fields.ts';

/**
 * Makes infinities missing.
 *
 * @throws {DataError} step-invalid — where a step cannot be carried out
 * @example cleaning.finite({ column: 'ratio' })
 */
export const finiteStep = cleaning({
  step: 'finite',
  about: 'Infinities and NaN become missing, in one column of numbers or in all.',
  examples: [{ step: 'finite', column: 'pay' }],
  schema: z.strictObject({ step: z.literal('finite'), column: column.optional() }),
  run({ column: only }, { table }) {
    const some = table.columns.filter(({ name: one, type }) => type === 'number' && (only ?? one) === one);
    return {
      replace: Object.fromEntries(
        some.map(({ name: one }) => [one, `case when isfinite(${name(one)}) then ${name(one)} end`]),
      ),
    };
  },
  proposing: {
    stage: 'missing',
    judge: () => ({ proven: true, why: 'an infinity is no measurement' }),
  },
});
