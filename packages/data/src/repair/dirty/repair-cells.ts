import { clockTimes } from './clock-times.ts';
import { dependencies, pairsOf } from './dependencies.ts';
import { emptyWords } from './null-words.ts';
import { unlikeUnits } from './numbers.ts';
import { slipped } from './slipped.ts';
import { findReports, settle } from './sources.ts';
import { type CellRepair, type Coded, coded, type TextTable } from './text-table.ts';
import { typoRepairs } from './typos.ts';
import { vote } from './vote.ts';

/**
 * Finds wrong cells of a table, and what they should be, from the table alone: words for no value, units and times written
 * in several ways, cells that slipped into their neighbour, rows that are alike otherwise, sources that report on the same
 * thing, rare values close to frequent ones.
 *
 * @returns one entry for each cell, in the order of rows; those without `becomes` are only known to be wrong
 */
export function repairCells(table: TextTable): CellRepair[] {
  const columns = table.columns.map((cells) => cells.slice());
  const at = new Map(table.names.map((name, c) => [name, c]));
  const repairs = new Map<string, CellRepair>();
  const known: (Coded | undefined)[] = []; // until a cell of the column changes
  const apply = (found: readonly CellRepair[]): void => {
    for (const one of found) {
      const c = at.get(one.column)!;
      const key = `${one.row},${c}`;
      const was = table.columns[c]![one.row]!;
      repairs.set(key, { ...one, was });
      known[c] = undefined;
      columns[c]![one.row] = one.becomes ?? ''; // what is only known to be wrong says nothing to the steps after
      if (one.becomes === was) repairs.delete(key);
    }
  };
  const now = (): TextTable => ({ names: table.names, columns });
  const numbered = () => columns.map((cells, c) => (known[c] ??= coded(table.names[c]!, cells)));
  for (const step of [emptyWords, unlikeUnits, clockTimes]) apply(step(now()));
  apply(slipped(numbered()));
  let all = numbered();
  const reports = findReports(all);
  if (reports) apply(settle(all, reports));
  const skip = new Set(reports ? [...reports.claims, reports.source, reports.entity] : []);
  for (let round = 0; round < 2; round++) {
    all = numbered();
    const sources = [...all, ...pairsOf(all)];
    apply(vote(all, sources, dependencies(all, sources), skip));
  }
  all = numbered();
  for (const [c, column] of all.entries()) {
    if (skip.has(c)) continue;
    const changed = new Set([...column.codes.keys()].filter((row) => repairs.has(`${row},${c}`)));
    apply(typoRepairs(column, changed));
  }
  return [...repairs.values()].sort((a, b) => a.row - b.row || at.get(a.column)! - at.get(b.column)!);
}
