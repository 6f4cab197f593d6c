import type { TableFindingKind } from '../contract.ts';
import { repairFindings } from './repair-findings.ts';

export const mixedUnits: TableFindingKind = {
  kind: 'mixed-units',
  place: 190,
  about: 'Units and times of day that are written in several ways.',
  look({ repairs }) {
    const some = repairs.filter(({ kind }) => kind === 'unit' || kind === 'time');
    return repairFindings('mixed-units', some, 'written in another way than the others');
  },
};
