import { busFactor } from '../../../talent/bus-factor.ts';
import { riskRule } from '../contract.ts';

export const keyPerson = riskRule({
  id: 'key-person',
  area: 'technical',
  name: 'Someone leaves who alone knows an area',
  control: 'every area known by two',
  wants: 'company.people: who knows what, and how many leave a year',
  validDays: 180,
  nist: ['GOVERN 2.1', 'GOVERN 2.2', 'MAP 3.4'],
  aiAct: ['4'],
  gdpr: [],
  assess({ company: { people } }) {
    if (!people) return undefined;
    const { single, factor } = busFactor(people.knows);
    const everyone = new Set(Object.values(people.knows).flat()).size;
    const alone = new Set(single.map(({ person }) => person));
    return {
      at: people.at.slice(0, 10),
      says: `bus factor ${factor}; ${alone.size} of ${everyone} people alone know ${single.map(({ area }) => area).join(', ') || 'nothing'}`,
      from: [],
      rate: people.leaving * everyone,
      left: everyone === 0 ? 0 : alone.size / everyone,
    };
  },
});
