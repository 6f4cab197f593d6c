import { z } from 'zod';
import { name } from '../../../table/engine.ts';
import { cleaning } from '../contract.ts';
import { column } from '../fields.ts';

const ways = {
  trim: (v: string) => `trim(${v})`,
  spaces: (v: string) => `regexp_replace(${v}, '[\\s\\x{a0}]+', ' ', 'g')`,
  lower: (v: string) => `lower(${v})`,
  nfc: (v: string) => `nfc_normalize(${v})`,
  'no-accents': (v: string) => `strip_accents(${v})`,
};

const way = z.enum(['trim', 'spaces', 'lower', 'nfc', 'no-accents'] satisfies (keyof typeof ways)[]);

/**
 * Brings text to one spelling.
 *
 * @throws {DataError} step-invalid — where a step cannot be carried out
 * @example cleaning.text({ column: 'town', how: ['trim', 'lower'] })
 */
export const textStep = cleaning({
  step: 'text',
  about: 'Text in one spelling: blanks at the ends and in rows, capitals, composed letters, accents.',
  examples: [{ step: 'text', column: 'town', how: ['trim', 'lower'] }],
  schema: z.strictObject({
    step: z.literal('text'),
    column,
    how: z.array(way).min(1).default(['trim', 'spaces', 'nfc']),
  }),
  run: ({ column: one, how }) => ({
    replace: { [one]: how.reduce((v, each) => ways[each](v), `${name(one)}::varchar`) },
  }),
  proposing: {
    stage: 'spellings',
    judge: () => ({ proven: false, why: 'capitals and blanks may mean something' }),
  },
});
