/** A table as text, by column; an empty cell is missing. */
export type TextTable = { names: readonly string[]; columns: readonly string[][] };

/**
 * What makes a cell wrong: a word for no value, a unit or a time of day written in another way than the others, a value that
 * slipped into its neighbour, what other sources say, what rows that are alike otherwise say, a slip of the pen.
 */
export type RepairKind = 'null-word' | 'unit' | 'time' | 'slipped' | 'source' | 'rule' | 'typo';

/** A cell that looks wrong. */
export interface CellRepair {
  row: number;
  column: string;
  was: string;
  /** Missing where it is only known that the cell is wrong. */
  becomes?: string;
  kind: RepairKind;
  /** The reason, for people. */
  why: string;
  /** Set where a dependency with hardly an exception says what it must be. */
  sure?: boolean;
}

/** A column whose values are numbered by how often they come. */
export type Coded = {
  name: string;
  /** Values by number, the most frequent first. */
  values: readonly string[];
  counts: readonly number[];
  /** The value's number in each row, −1 where it is missing. */
  codes: Int32Array;
  /** Rows that have a value. */
  filled: number;
  /** For two columns as one: their places. */
  parts?: readonly [number, number];
};

export function coded(name: string, cells: readonly string[]): Coded {
  const counts = new Map<string, number>();
  for (const cell of cells) if (cell !== '') counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const numbers = new Map(sorted.map(([value], i) => [value, i]));
  return {
    name,
    values: sorted.map(([value]) => value),
    counts: sorted.map(([, count]) => count),
    codes: Int32Array.from(cells, (cell) => numbers.get(cell) ?? -1),
    filled: sorted.reduce((sum, [, count]) => sum + count, 0),
  };
}

/** Rows by the value they have in a column. */
export function groupsOf(column: Coded): number[][] {
  const groups: number[][] = column.values.map(() => []);
  for (const [row, code] of column.codes.entries()) if (code >= 0) groups[code]!.push(row);
  return groups;
}
