import { CHIPS, type Chip } from '@capstan/base';
import { CapitalError } from '../../errors.ts';

export { CHIPS, type Chip };

/**
 * The chip of a name.
 *
 * @throws {CapitalError} bad-plan — listing the names there are
 * @example chip('H100').peak // 989.4e12
 */
export function chip(name: string): Chip {
  const found = CHIPS.find((row) => row.name === name);
  if (found) return found;
  const names = CHIPS.map((row) => row.name).join(', ');
  throw new CapitalError(
    'bad-plan',
    `There is no chip '${name}'. Known: ${names}; or give its peak and watts yourself.`,
    {
      fields: {
        name,
      },
    },
  );
}
