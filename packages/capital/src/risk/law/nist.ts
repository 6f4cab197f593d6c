import type { EvidenceStatus, RiskRegister } from '../register.ts';

export type NistFunction = 'GOVERN' | 'MAP' | 'MEASURE' | 'MANAGE';

/**
 * The subcategories of the NIST AI RMF 1.0 (NIST AI 100-1, January 2023, tables 1 to 4), in our words. Voluntary; no certificate
 * follows from it.
 */
export const NIST_AI_RMF: Readonly<Record<string, string>> = {
  'GOVERN 1.1': 'Laws that touch the AI are known and followed',
  'GOVERN 1.2': 'Trustworthiness is part of policy and practice',
  'GOVERN 1.3': 'How much risk management is needed follows from the risk tolerance',
  'GOVERN 1.4': 'Risk management and its results are transparent, by policy and controls',
  'GOVERN 1.5': 'Reviews are planned, with roles and how often',
  'GOVERN 1.6': 'There is an inventory of AI systems',
  'GOVERN 1.7': 'Systems can be taken out of use safely',
  'GOVERN 2.1': 'Roles and lines of communication are clear',
  'GOVERN 2.2': 'People are trained for their part',
  'GOVERN 2.3': 'Leadership answers for the risks',
  'GOVERN 3.1': 'Decisions are made by people of many backgrounds',
  'GOVERN 3.2': 'Who oversees AI, and how people and AI share work, is set',
  'GOVERN 4.1': 'Critical thinking and safety come first in design and use',
  'GOVERN 4.2': 'Teams write down risks and impacts, and tell of them',
  'GOVERN 4.3': 'There is testing, incident reporting and sharing of what was learned',
  'GOVERN 5.1': 'Feedback from outside is gathered and weighed',
  'GOVERN 5.2': 'Feedback that was judged goes into design and use',
  'GOVERN 6.1': 'Risks of third parties, and their rights, are dealt with',
  'GOVERN 6.2': 'There is a plan for failures of third parties',
  'MAP 1.1': 'Purpose, setting, laws, users and assumptions are written down',
  'MAP 1.2': 'People of many disciplines set the context',
  'MAP 1.3': 'The mission and the goals for AI are written down',
  'MAP 1.4': 'The business value is defined',
  'MAP 1.5': 'The risk tolerance is set',
  'MAP 1.6': 'Requirements come from those concerned',
  'MAP 2.1': 'The task and the methods are defined',
  'MAP 2.2': 'Limits of knowledge, and how people oversee the output, are written down',
  'MAP 2.3': 'Scientific integrity: how data were chosen, how it is tested',
  'MAP 3.1': 'Benefits are examined',
  'MAP 3.2': 'Costs of errors, in money and otherwise, are examined',
  'MAP 3.3': 'The scope is set',
  'MAP 3.4': 'Operators are proficient, and it is checked',
  'MAP 3.5': 'Human oversight is defined and checked',
  'MAP 4.1': 'Legal risks of components, data and software of others are mapped',
  'MAP 4.2': 'Controls of components are identified',
  'MAP 5.1': 'Likelihood and size of each impact are written down',
  'MAP 5.2': 'Those concerned are heard regularly',
  'MEASURE 1.1': 'Metrics are chosen for the greatest risks; what cannot be measured is said',
  'MEASURE 1.2': 'Metrics and controls are checked for what they are worth',
  'MEASURE 1.3': 'People who did not build it assess it',
  'MEASURE 2.1': 'Test sets, metrics and tools are written down',
  'MEASURE 2.2': 'Tests with people protect them and represent the population',
  'MEASURE 2.3': 'Performance is measured in conditions like those of use',
  'MEASURE 2.4': 'Behaviour in production is monitored',
  'MEASURE 2.5': 'The system is shown to be valid and reliable',
  'MEASURE 2.6': 'The system is shown to be safe, and to fail safely',
  'MEASURE 2.7': 'Security and resilience are evaluated',
  'MEASURE 2.8': 'Transparency and accountability are examined',
  'MEASURE 2.9': 'The model is explained, validated and documented',
  'MEASURE 2.10': 'Privacy is examined',
  'MEASURE 2.11': 'Fairness and bias are evaluated',
  'MEASURE 2.12': 'Environmental impact of training and use is assessed',
  'MEASURE 2.13': 'The measuring itself is evaluated',
  'MEASURE 3.1': 'New and unforeseen risks are tracked',
  'MEASURE 3.2': 'Risks that no metric reaches are tracked another way',
  'MEASURE 3.3': 'Users can report problems and appeal',
  'MEASURE 4.1': 'Measuring fits the setting of use, with those who know it',
  'MEASURE 4.2': 'Results are confirmed by those who know the field',
  'MEASURE 4.3': 'Gains and losses of performance in the field are written down',
  'MANAGE 1.1': 'Whether the system does what it is for, and may go on, is decided',
  'MANAGE 1.2': 'Risks are treated in the order of impact, likelihood and means',
  'MANAGE 1.3': 'Responses to high risks are planned',
  'MANAGE 1.4': 'What remains is documented',
  'MANAGE 2.1': 'Means to manage risks, and ways without AI, are weighed',
  'MANAGE 2.2': 'The value of deployed systems is sustained',
  'MANAGE 2.3': 'There is a response to risks that were not known',
  'MANAGE 2.4': 'Systems can be overridden, switched off or replaced',
  'MANAGE 3.1': 'Resources of third parties are monitored',
  'MANAGE 3.2': 'Pre-trained models are monitored',
  'MANAGE 4.1': 'Monitoring after deployment is in place',
  'MANAGE 4.2': 'Improvements are measured and go into updates',
  'MANAGE 4.3': 'Incidents and errors are told, tracked and recovered from',
};

export interface NistRow {
  readonly id: string;
  readonly function: NistFunction;
  readonly about: string;
  /** Proven when every risk behind it is; missing when none is behind it, or one has no evidence. */
  readonly status: EvidenceStatus;
  /** The register's rows behind it. */
  readonly risks: readonly string[];
  /** What their evidence says, or the register itself. */
  readonly says: string;
}

/** What the register itself shows, by being there: likelihoods in money, an order of treatment, owners, what remains. */
const BY_THE_REGISTER = new Set(['GOVERN 1.5', 'MAP 3.2', 'MAP 5.1', 'MANAGE 1.2', 'MANAGE 1.4']);

/**
 * A profile of all 72 subcategories, filled where the register holds evidence.
 *
 * @example nistProfile(register).filter((row) => row.status === 'missing').length
 */
export function nistProfile(register: RiskRegister): NistRow[] {
  const priced = register.rows.length - register.unpriced.length;
  return Object.entries(NIST_AI_RMF).map(([id, about]): NistRow => {
    const rows = register.rows.filter((row) => row.nist.includes(id));
    const own = BY_THE_REGISTER.has(id) && priced > 0;
    return {
      id,
      function: id.split(' ')[0] as NistFunction, // the keys above
      about,
      status: own ? 'proven' : combined(rows.map(({ status }) => status)),
      risks: rows.map((row) => row.id),
      says: own
        ? `this register: ${priced} risks in money, of ${register.asOf}`
        : rows.map((row) => `${row.name}: ${row.says}`).join(' '),
    };
  });
}

/** Of several: missing before stale before proven; missing where there is nothing. */
export function combined(statuses: readonly EvidenceStatus[]): EvidenceStatus {
  if (statuses.length === 0 || statuses.includes('missing')) return 'missing';
  return statuses.includes('stale') ? 'stale' : 'proven';
}
