import { matrix } from '@capstan/data';
import { fromTypedArray } from '@capstan/torch';
import { tableTargets } from './contract.ts';

/** A number. */
export const numbers = tableTargets({
  kind: 'numbers',
  names: () => undefined,
  isStratified: false,
  tensor(columns, target) {
    const { values, rows } = matrix(columns, [target]); // no missing ones
    return fromTypedArray(values, [rows, 1]);
  },
});
