import { CapitalError } from '../errors.ts';
import type { PlanInput } from '../plan/schema/document.ts';
import type { RiskRegister, RiskRow } from './register.ts';

/**
 * The rows of a register as a plan's risks, whose events then strike its months: for each an assumption of what one event costs, and
 * a rate that its control lowers. Rows without money, and those that the plan simulates itself, stay out.
 *
 * @param from the plan's first month, YYYY-MM
 * @throws {CapitalError} bad-input — when nothing of the register can enter
 * @example definePlan({ ...plan, ...planRisks(register, '2027-01', plan) })
 */
export function planRisks(
  register: RiskRegister,
  from: string,
  plan: Pick<PlanInput, 'assumptions' | 'risks'> = {},
): { assumptions: PlanAssumptions; risks: PlanRisk[] } {
  const rows = register.rows.filter((row) => !row.simulated && row.before && row.before.expected > 0);
  if (rows.length === 0)
    throw new CapitalError(
      'bad-input',
      `No row of the register has a rate and an impact above 0. State the stakes of: ${register.unpriced.join(', ')}.`,
      { fields: { unpriced: register.unpriced } },
    );
  return {
    assumptions: {
      ...plan.assumptions,
      ...Object.fromEntries(rows.map((row) => [impactName(row), assumption(row, register)])),
    },
    risks: [...(plan.risks ?? []), ...rows.map((row) => risk(row, register.currency, from))],
  };
}

type PlanRisk = NonNullable<PlanInput['risks']>[number];
type PlanAssumptions = NonNullable<PlanInput['assumptions']>;

const impactName = ({ id }: RiskRow) => `impact_${id.replaceAll('-', '_')}`;

function assumption(row: RiskRow, { currency, asOf }: RiskRegister): PlanAssumptions[string] {
  return {
    value: row.impact ?? 0,
    unit: currency,
    asOf: row.at ?? asOf,
    source: row.measured.impact ? row.says : 'risk register, stated',
    confidence: row.measured.impact ? 'measured' : 'guess',
  };
}

function risk(row: RiskRow, currency: string, from: string): PlanRisk {
  const rate = row.before?.rate ?? 0;
  const left = row.left < 1 || row.controlCost > 0;
  return {
    name: row.name,
    area: row.area,
    rate: `${rate} [1/year]`,
    impact: impactName(row),
    ...(left && {
      control: {
        what: row.control,
        cost: `${row.controlCost} [${currency}/month]`,
        rate: row.left,
        impact: 1,
        from,
      },
    }),
    owner: row.owner,
    review: row.review,
  };
}
