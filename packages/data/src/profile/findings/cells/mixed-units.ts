import { clockTimes } from '../../../repair/dirty/clock-times.ts';
import { mixedUnits as inSeveralWays } from '../../../repair/dirty/numbers.ts';
import type { FindingKind } from '../contract.ts';
import { repairFindings } from './repair-findings.ts';

export const mixedUnits: FindingKind = {
  kind: 'mixed-units',
  about: 'Units and times of day that are written in several ways.',
  async look({ cells }) {
    const text = await cells();
    return repairFindings(
      'mixed-units',
      [...inSeveralWays(text), ...clockTimes(text)],
      'written in another way than the others',
    );
  },
};
