import type { CellRepair, Coded } from './text-table.ts';

/**
 * Cells that end with the value of a neighbouring column whose own cell is missing ("Denver CO" beside an empty state): the
 * ending goes where it belongs. Done only where it comes at least three times and the ending is common in its column.
 */
export function slipped(all: readonly Coded[]): CellRepair[] {
  const repairs: CellRepair[] = [];
  const cut = all.map(({ values }) => values.map((value) => value.match(/^(.+?)[\s,;/|-]+(\S+)$/s)));
  for (const [to, target] of all.entries()) {
    if (target.values.length < 2 || target.values.length > 0.2 * target.filled) continue; // not a category
    const known = new Set(target.values.filter((_, i) => target.counts[i]! >= 2));
    for (const [from, source] of all.entries()) {
      if (from === to) continue;
      const found: CellRepair[] = [];
      let whole = 0; // endings like that where the other cell is filled: then it is how values look
      for (const [row, code] of source.codes.entries()) {
        const [cell = '', rest, ending] = cut[from]![code] ?? [];
        if (!rest || !ending || !known.has(ending)) continue;
        if (target.codes[row]! >= 0) {
          whole += 1;
          continue;
        }
        const why = `holds the ${target.name}, too`;
        found.push({ row, column: source.name, was: cell, becomes: rest, kind: 'slipped', why });
        found.push({
          row,
          column: target.name,
          was: '',
          becomes: ending,
          kind: 'slipped',
          why: `was at the end of ${source.name}`,
        });
      }
      if (found.length >= 6 && whole * 4 < found.length) repairs.push(...found);
    }
  }
  return repairs;
}
