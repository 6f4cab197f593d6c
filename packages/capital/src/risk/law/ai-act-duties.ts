/** What a system is; several may apply. */
export type SystemKind =
  | 'annex-iii'
  | 'annex-i'
  | 'talks-to-people'
  | 'generates'
  | 'deep-fakes'
  | 'reads-emotions'
  | 'general-purpose'
  | 'systemic-risk';

export interface AiActDuty {
  readonly id: string;
  /** As the rules of the register cite it. */
  readonly article: string;
  readonly what: string;
  readonly roles: readonly ('provider' | 'deployer')[];
  readonly kinds: readonly SystemKind[] | 'all';
  /** YYYY-MM-DD. */
  readonly from: string;
  /** Systems placed before a day have longer. */
  readonly early?: { readonly placedBefore: string; readonly from: string };
}

/** The day of the table, and where its dates are from. */
export const AI_ACT_TABLE = {
  asOf: '2026-11-24',
  source:
    'Regulation (EU) 2024/1689, Art. 111 and 113, as changed by the Digital Omnibus on AI (Parliament 2026-06-16, Council 2026-06-29; its number in the Official Journal was not seen)',
} as const;

const both = ['provider', 'deployer'] as const;
const provider = ['provider'] as const;
const deployer = ['deployer'] as const;
const general = ['general-purpose', 'systemic-risk'] as const;

/** General-purpose models of before 2 August 2025 have until 2027 (Art. 111(3)). */
const model = {
  roles: provider,
  kinds: general,
  from: '2025-08-02',
  early: { placedBefore: '2025-08-02', from: '2027-08-02' },
} as const;
const systemic = { ...model, kinds: ['systemic-risk'] } as const;

/** High-risk: Annex III from 2027-12-02, products of Annex I from 2028-08-02. */
function highRisk(
  id: string,
  article: string,
  what: string,
  roles: readonly ('provider' | 'deployer')[] = provider,
): AiActDuty[] {
  return [
    { id: `${id}-annex-iii`, article, what, roles, kinds: ['annex-iii'], from: '2027-12-02' },
    { id: `${id}-annex-i`, article, what, roles, kinds: ['annex-i'], from: '2028-08-02' },
  ];
}

/** The dated duties, in our words. */
export const AI_ACT_DUTIES: readonly AiActDuty[] = [
  { id: 'prohibited', article: '5', what: 'nothing that is prohibited', roles: both, kinds: 'all', from: '2025-02-02' },
  { id: 'literacy', article: '4', what: 'people who understand AI', roles: both, kinds: 'all', from: '2025-02-02' },
  {
    id: 'tell-people',
    article: '50(1)',
    what: 'people told that they talk to a machine',
    roles: provider,
    kinds: ['talks-to-people'],
    from: '2026-08-02',
  },
  {
    id: 'mark-content',
    article: '50(2)',
    what: 'what is generated marked so that machines can tell',
    roles: provider,
    kinds: ['generates'],
    from: '2026-08-02',
    early: { placedBefore: '2026-08-02', from: '2026-12-02' },
  },
  {
    id: 'tell-emotions',
    article: '50(3)',
    what: 'people told that emotions or traits are read',
    roles: deployer,
    kinds: ['reads-emotions'],
    from: '2026-08-02',
  },
  {
    id: 'tell-deep-fakes',
    article: '50(4)',
    what: 'deep fakes and texts on public matters disclosed',
    roles: deployer,
    kinds: ['deep-fakes'],
    from: '2026-08-02',
  },
  {
    ...model,
    id: 'model-documentation',
    article: '53(1)(a)',
    what: 'technical documentation: Annex XI, with FLOP and energy',
  },
  { ...model, id: 'model-information', article: '53(1)(b)', what: 'information for those who build on it: Annex XII' },
  { ...model, id: 'copyright', article: '53(1)(c)', what: 'a policy on copyright, opt-outs kept' },
  { ...model, id: 'training-summary', article: '53(1)(d)', what: 'a public summary of the training content' },
  { ...model, id: 'representative', article: '54', what: 'a representative in the EU, for providers outside' },
  { ...systemic, id: 'notify', article: '52(1)', what: 'the Commission told within two weeks' },
  { ...systemic, id: 'adversarial-tests', article: '55(1)(a)', what: 'evaluated, with adversarial tests' },
  { ...systemic, id: 'systemic-risks', article: '55(1)(b)', what: 'systemic risks assessed and reduced' },
  { ...systemic, id: 'model-incidents', article: '55(1)(c)', what: 'serious incidents reported' },
  { ...systemic, id: 'model-security', article: '55(1)(d)', what: 'model and infrastructure secured' },
  ...highRisk('risk-management', '9', 'a risk management system'),
  ...highRisk('data-governance', '10', 'data examined, relevant and free of errors as far as can be'),
  ...highRisk('documentation', '11', 'technical documentation: Annex IV'),
  ...highRisk('logs', '12', 'events logged by themselves'),
  ...highRisk('instructions', '13', 'instructions that those who use it understand'),
  ...highRisk('oversight', '14', 'oversight by people'),
  ...highRisk('accuracy', '15', 'accuracy, robustness, cybersecurity, stated'),
  ...highRisk('quality', '17', 'a quality management system'),
  ...highRisk('conformity', '43', 'conformity assessed'),
  ...highRisk('declaration', '47', 'an EU declaration of conformity'),
  ...highRisk('mark', '48', 'the CE mark'),
  ...highRisk('register', '49', 'registered in the EU database'),
  ...highRisk('monitoring', '72', 'monitored after it is on the market'),
  ...highRisk('incidents', '73', 'serious incidents reported'),
  ...highRisk('use', '26', 'used as the instructions say, overseen by people', deployer),
  {
    id: 'impact-assessment',
    article: '27',
    what: 'the impact on fundamental rights assessed',
    roles: deployer,
    kinds: ['annex-iii'],
    from: '2027-12-02',
  },
];
