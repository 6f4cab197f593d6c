import { z } from 'zod';
import { name } from '../../../table/engine.ts';
import { nullWordsSql } from '../../../table/text/narrow-text.ts';
import { cleaning } from '../contract.ts';
import { column } from '../fields.ts';

/**
 * Makes words for no value missing.
 *
 * @throws {DataError} step-invalid — where a step cannot be carried out
 * @example cleaning.nullWords({ column: 'town' })
 */
export const nullWordsStep = cleaning({
  step: 'null-words',
  about: 'Words for no value (N/A, none, ? …) in text become missing, in one column or in all.',
  examples: [{ step: 'null-words' }, { step: 'null-words', column: 'town' }],
  schema: z.strictObject({ step: z.literal('null-words'), column: column.optional() }),
  run({ column: only }, { table }) {
    const some = table.columns.filter(({ name: one, type }) => type === 'text' && (only ?? one) === one);
    return {
      replace: Object.fromEntries(
        some.map(({ name: one }) => [
          one,
          `case when lower(trim(${name(one)})) in (${nullWordsSql}) then null else ${name(one)} end`,
        ]),
      ),
    };
  },
  proposing: {
    stage: 'missing',
    judge: () => ({ proven: false, why: 'the word may be a value of its own' }),
  },
});
