import { checked } from '../../checked.ts';
import { dayNumber } from '../../day-number.ts';
import type { EvidenceStatus, RiskRegister } from '../register.ts';
import { AI_ACT_DUTIES, type AiActDuty, type SystemKind } from './ai-act-duties.ts';
import { combined } from './nist.ts';

/** What a system is under the EU AI Act. */
export interface AiActSystem {
  readonly role: 'provider' | 'deployer';
  /** All that apply. */
  readonly kinds: readonly SystemKind[];
  /** The day it was placed on the market, YYYY-MM-DD; absent where it is not yet. */
  readonly placed?: string;
}

export interface DutyRow {
  readonly id: string;
  readonly article: string;
  readonly what: string;
  /** From when it applies to this system. */
  readonly due: string;
  /** Below 0 when it already applies. */
  readonly daysLeft: number;
  readonly status: EvidenceStatus;
  /** Applies today and is not proven. */
  readonly open: boolean;
  readonly risks: readonly string[];
  readonly says: string;
}

/**
 * The duties of a system under Regulation (EU) 2024/1689, each with the day from which it applies and what the register shows of it.
 * Dates are those of AI_ACT_DUTIES, which says of when; not legal advice.
 *
 * @throws {CapitalError} bad-date — where a date is none
 * @example aiActDuties(register, { role: 'provider', kinds: ['annex-iii'] }).filter(({ open }) => open)
 */
export function aiActDuties(register: RiskRegister, system: AiActSystem): DutyRow[] {
  const today = dayNumber(register.asOf);
  const placed = system.placed === undefined ? undefined : dayNumber(system.placed);
  const applies = ({ roles, kinds }: AiActDuty) =>
    roles.includes(system.role) && (kinds === 'all' || kinds.some((kind) => system.kinds.includes(kind)));
  return AI_ACT_DUTIES.filter(applies)
    .map((duty): DutyRow => {
      const early = duty.early !== undefined && placed !== undefined && placed < dayNumber(duty.early.placedBefore);
      const due = early ? duty.early!.from : duty.from;
      const rows = register.rows.filter(({ aiAct }) => aiAct.includes(duty.article));
      const stated = register.declared.find(({ article }) => article === `AI Act ${duty.article}`);
      const status: EvidenceStatus = stated && rows.length === 0 ? 'proven' : combined(rows.map((row) => row.status));
      return {
        id: duty.id,
        article: duty.article,
        what: duty.what,
        due,
        daysLeft: dayNumber(due) - today,
        status,
        open: dayNumber(due) <= today && status !== 'proven',
        risks: rows.map(({ id }) => id),
        says: [
          ...rows.map((row) => `${row.name}: ${row.says}`),
          ...(stated ? [`stated by ${stated.by} on ${stated.at.slice(0, 10)}: ${stated.what}`] : []),
        ].join(' '),
      };
    })
    .sort((a, b) => a.daysLeft - b.daysLeft);
}

/**
 * The highest fine: of a fixed sum and a part of the worldwide turnover the higher, for small companies the lower (Art. 99(3) to (6)
 * and 101).
 *
 * @param turnover EUR a year
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example highestFine('duty', { turnover: 2e6, small: true }) // 60,000
 */
export function highestFine(
  breach: 'prohibited' | 'duty' | 'general-purpose' | 'misleading',
  { turnover, small }: { turnover: number; small: boolean },
): number {
  checked('turnover', turnover, { least: 0 });
  const [sum, part] = FINES[breach];
  // Art. 101 knows no exception for small companies.
  return small && breach !== 'general-purpose' ? Math.min(sum, part * turnover) : Math.max(sum, part * turnover);
}

const FINES = {
  prohibited: [35e6, 0.07],
  duty: [15e6, 0.03],
  'general-purpose': [15e6, 0.03],
  misleading: [7.5e6, 0.01],
} as const;
