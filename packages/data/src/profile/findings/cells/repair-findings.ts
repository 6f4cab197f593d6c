import type { CellRepair } from '../../../repair/dirty/text-table.ts';
import type { TableFinding } from '../../finding.ts';
import { clip, count, quoted } from '../words.ts';

/** A finding for each column with cells to repair. */
export function repairFindings(kind: string, repairs: readonly CellRepair[], what: string): TableFinding[] {
  return [...Map.groupBy(repairs, ({ column }) => column)].map(([column, some]) => ({
    ...{ kind, severity: 'warning' as const, column },
    message: `${quoted(column)} has ${count(some.length)} cells ${what}`,
    fix: 'Look at them in the plan that capstan data clean prints, then repair',
    step: { step: 'repair' as const, columns: [column] },
    items: some.slice(0, 5).map(({ row, was, becomes, why }) => ({
      file: `row ${row + 1}`,
      reason: `'${clip(was)}'${becomes === undefined ? '' : ` → '${clip(becomes)}'`}, ${why}`,
    })),
  }));
}
