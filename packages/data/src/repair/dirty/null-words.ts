import { isNullLike } from '../../table/text/values.ts';
import type { CellRepair, TextTable } from './text-table.ts';

/** Words for "no value" in columns that have other values: the cell is missing. */
export function emptyWords({ names, columns }: TextTable): CellRepair[] {
  return names.flatMap((column, c) => {
    const cells = columns[c]!;
    const words = cells.filter((cell) => cell !== '' && isNullLike(cell)).length;
    if (words === 0) return [];
    const filled = cells.filter((cell) => cell !== '').length;
    if (words === filled) return [];
    return cells.flatMap((was, row): CellRepair[] =>
      was !== '' && isNullLike(was)
        ? [{ row, column, was, becomes: '', kind: 'null-word', why: 'a word for no value' }]
        : [],
    );
  });
}
