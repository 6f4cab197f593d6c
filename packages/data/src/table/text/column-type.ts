import { type CellType, cellType, isNullLike, widest } from './values.ts';

/** The narrowest type that holds all cells of a column; text where a word for no value is among them. */
export function columnType(rows: readonly (readonly string[])[], c: number): CellType {
  let type: CellType | undefined;
  for (const row of rows) {
    const cell = row[c];
    if (cell === undefined || cell === '') continue;
    const own = isNullLike(cell) ? 'VARCHAR' : cellType(cell.trim() === cell ? cell : 'text');
    type = type === undefined ? own : widest(type, own);
    if (type === 'VARCHAR') return type;
  }
  return type ?? 'VARCHAR';
}
