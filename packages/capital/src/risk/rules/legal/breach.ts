import { type Facts, riskRule } from '../contract.ts';

export const breach = riskRule({
  id: 'breach',
  area: 'legal',
  name: 'Data or weights are stolen',
  control: 'encryption, access, backups and the 72-hour drill, checked',
  wants: 'company.security: which controls were checked, and whether they hold',
  validDays: 180,
  nist: ['MEASURE 2.7', 'MANAGE 4.3'],
  aiAct: ['15', '55(1)(d)'],
  gdpr: ['25', '32', '33'],
  assess({ company: { security } }: Facts) {
    const checks = Object.entries(security?.checked ?? {});
    if (!security || checks.length === 0) return undefined;
    const open = checks.filter(([, holds]) => !holds).map(([name]) => name);
    return {
      at: security.at.slice(0, 10),
      says: `${checks.length - open.length} of ${checks.length} controls hold${open.length > 0 ? `; not: ${open.join(', ')}` : ''}`,
      from: [],
      left: open.length / checks.length,
    };
  },
});
