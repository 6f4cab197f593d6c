import type { TableFindingKind } from '../contract.ts';
import { repairFindings } from './repair-findings.ts';

export const wrongCells: TableFindingKind = {
  kind: 'wrong-cells',
  place: 210,
  about: 'Cells that rows alike otherwise contradict, or that are rare and a slip away from a frequent value.',
  look({ repairs: all, profile }) {
    // Words for nothing and units are findings of their own; in a column of mixed units what looks misspelt is one.
    const mixed = new Set(all.filter(({ kind }) => kind === 'unit' || kind === 'time').map(({ column }) => column));
    const some = all.filter(({ kind, column }) => kind !== 'null-word' && !mixed.has(column));
    return repairFindings('wrong-cells', some, 'that the other rows contradict, or that are misspelt', profile.rows);
  },
};
