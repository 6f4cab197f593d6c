import { nearest, shown } from '@capstan/base';
import { TreesError } from '../errors.ts';

/**
 * The places of columns that are named, or whose places are given.
 *
 * @throws {TreesError} params-invalid — where a parameter makes no sense
 */
export function placesOf(where: string, columns: readonly (string | number)[], names: readonly string[]): number[] {
  const places = columns.map((column) => {
    const place = typeof column === 'number' ? column : names.indexOf(column);
    if (Number.isInteger(place) && place >= 0 && place < names.length) return place;
    const near = typeof column === 'string' ? nearest(column, [...names]) : undefined;
    const hint = near === undefined ? `There are ${names.length} columns.` : `Did you mean ${shown(near)}?`;
    throw new TreesError('params-invalid', `${where}: there is no column ${shown(column)}`, { hint });
  });
  return [...new Set(places)].sort((a, b) => a - b);
}

/**
 * The direction of each column, where any has one.
 *
 * @throws {TreesError} params-invalid — where a parameter makes no sense
 */
export function monotoneOf(
  given: Readonly<Record<string, -1 | 0 | 1>> | undefined,
  names: readonly string[],
  categorical: readonly number[],
): number[] | undefined {
  const where = 'train: monotone';
  const entries = Object.entries(given ?? {});
  const directions = names.map(() => 0);
  for (const [name, direction] of entries) {
    const [place = 0] = placesOf(where, [name], names);
    if (direction !== -1 && direction !== 0 && direction !== 1)
      throw new TreesError(
        'params-invalid',
        `${where}: ${shown(name)}: expected -1, 0 or 1, received ${shown(direction)}`,
      );
    if (direction !== 0 && categorical.includes(place)) {
      const message = `${where}: ${shown(name)} is categorical, and categories do not rise or fall`;
      throw new TreesError('params-invalid', message, { hint: 'Leave it out of one of the two.' });
    }
    directions[place] = direction;
  }
  return directions.some((direction) => direction !== 0) ? directions : undefined;
}
