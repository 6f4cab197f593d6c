import type { CellRepair } from '../../../repair/dirty/text-table.ts';
import type { TableFinding } from '../../finding.ts';
import { clip, count, quoted } from '../words.ts';

/** A finding for each column with cells to repair. */
export function repairFindings(kind: string, repairs: readonly CellRepair[], what: string, rows = 0): TableFinding[] {
  return [...Map.groupBy(repairs, ({ column }) => column)].map(([column, some]) => ({
    // One in two hundred and fewer can be chance.
    ...{ kind, severity: some.length < 0.005 * rows ? ('note' as const) : ('warning' as const), column },
    message: `${quoted(column)} has ${count(some.length)} cells ${what}`,
    hint: 'Look at them in the plan that capstan data clean prints, then repair',
    step: { step: 'repair' as const, columns: [column] },
    items: some.slice(0, 5).map(({ row, was, becomes, why }) => ({
      file: `row ${row + 1}`,
      reason: `'${clip(was)}'${becomes === undefined ? '' : ` → '${clip(becomes)}'`}, ${why}`,
    })),
  }));
}
