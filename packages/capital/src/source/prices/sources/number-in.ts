import { CapitalError } from '../../../errors.ts';

/**
 * The number of a price file's cell; nothing where it is empty or 'nan'.
 *
 * @throws {CapitalError} bad-number — with the place
 */
export function numberIn(cell: string | undefined, where: string): number | undefined {
  const text = cell?.trim() ?? '';
  if (text === '' || /^nan$/i.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0)
    throw new CapitalError('bad-number', `${where}: expected a number of at least 0, received '${text}'.`, {
      fields: {
        where,
        text,
      },
    });
  return value;
}
