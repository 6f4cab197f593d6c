import { riskRule, shareInWords } from '../contract.ts';

export const oneProvider = riskRule({
  id: 'one-provider',
  area: 'financial',
  name: 'A provider raises its price, or ends the service',
  control: 'compute bought from several',
  wants: 'company.providers: what was paid to each',
  validDays: 180,
  nist: ['GOVERN 6.1', 'GOVERN 6.2', 'MAP 4.1', 'MANAGE 3.1'],
  aiAct: [],
  gdpr: ['28'],
  assess({ company: { providers } }) {
    const paid = Object.entries(providers?.paid ?? {}).sort(([, a], [, b]) => b - a);
    const total = paid.reduce((sum, [, money]) => sum + money, 0);
    const [top] = paid;
    if (!providers || !top || total === 0) return undefined;
    return {
      at: providers.at.slice(0, 10),
      says: `${shareInWords(top[1] / total)} of what is spent goes to ${top[0]}, one of ${paid.length}`,
      from: [],
      left: top[1] / total,
    };
  },
});
