import { clockTimes } from '../../../repair/dirty/clock-times.ts';
import { mixedUnits } from '../../../repair/dirty/numbers.ts';
import { repairCells } from '../../../repair/dirty/repair-cells.ts';
import type { FindingKind } from '../contract.ts';
import { repairFindings } from './repair-findings.ts';

export const wrongCells: FindingKind = {
  kind: 'wrong-cells',
  about: 'Cells that rows alike otherwise contradict, or that are rare and a slip away from a frequent value.',
  async look({ cells, profile }) {
    const text = await cells();
    const others = new Set([...mixedUnits(text), ...clockTimes(text)].map(({ column }) => column));
    const known = repairCells(text).filter(({ why, column }) => why !== 'a word for no value' && !others.has(column));
    return repairFindings('wrong-cells', known, 'that the other rows contradict, or that are misspelt', profile.rows);
  },
};
