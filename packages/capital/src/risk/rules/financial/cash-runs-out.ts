import { riskRule, shareInWords } from '../contract.ts';

export const cashRunsOut = riskRule({
  id: 'cash-runs-out',
  area: 'financial',
  name: 'Cash runs out within a year',
  control: 'the plan, simulated each month',
  wants: 'company.ruin: what the plan says',
  validDays: 31,
  simulated: true,
  nist: ['MANAGE 2.1'],
  aiAct: [],
  gdpr: [],
  assess({ company: { ruin: known } }) {
    if (!known) return undefined;
    return {
      at: known.at.slice(0, 10),
      says: `the plan's probability is ${shareInWords(known.probability)}`,
      from: [],
      rate: -Math.log1p(-Math.min(known.probability, 0.999999)),
      left: 1,
    };
  },
});
