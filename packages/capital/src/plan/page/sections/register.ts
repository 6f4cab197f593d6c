import { mean } from '../../../distribution/read.ts';
import { short } from '../../../quantity/show.ts';
import type { EvidenceStatus } from '../../../risk/register.ts';
import type { PlanReport } from '../../report/report.ts';
import type { PageSection } from './contract.ts';

const SHOWN_RISKS = 8;

/** What evidence says of the risks that every such company has, the costliest first; then what the law asks. */
export const register: PageSection = { id: 'register', of };

function of({ register, registerSimulated, currency }: PlanReport): ReturnType<PageSection['of']> {
  if (!register) return undefined;
  const priced = register.rows.filter(({ before }) => before !== null);
  const shown = priced.slice(0, SHOWN_RISKS);
  const count = (status: string): number => register.rows.filter((row) => row.status === status).length;
  const { before, after } = register.total;
  const proven = (rows: readonly { readonly status: EvidenceStatus }[]): string =>
    `${rows.filter(({ status }) => status === 'proven').length} of ${rows.length}`;
  const duties = register.aiAct ?? [];
  return {
    title: 'Risk register',
    lead: `Of ${register.rows.length} risks that are looked for, evidence of today shows what is left of ${count('proven')}; for ${count('stale')} it is stale, for ${count('missing')} missing.`,
    tables: [
      {
        header: [
          'risk',
          'evidence',
          'times a year',
          'each costs',
          'a year',
          'after control',
          'p95 of a year',
          'review',
          'owner',
        ],
        rows: shown.map((row) => [
          row.name,
          row.status,
          short(row.before?.rate ?? 0),
          row.impact ? short(mean(row.impact)) : '—',
          short(row.before?.expected ?? 0),
          short(row.after?.expected ?? 0),
          short(row.after?.p95 ?? 0),
          row.review,
          row.owner,
        ]),
        left: 2,
        words: [7, 8],
        details: shown.map(({ control, says }) => `Control: ${control}. ${says}`),
      },
      {
        header: ['duty under the EU AI Act', 'article', 'from', 'evidence'],
        rows: duties.map(({ what, article, due, status }) => [what, article, due, status]),
        left: 4,
      },
    ],
    notes: [
      ...(priced.length > 0
        ? [
            `${currency}, on ${register.asOf}. All priced: ${short(before.expected)} a year before control, ${short(after.expected)} after; one year in twenty costs more than ${short(after.p95)}. ${registerSimulated ? 'They strike on the paths above.' : 'They do not enter the months above: --simulate-register lets them.'}`,
          ]
        : []),
      ...(register.unpriced.length > 0
        ? [`Nobody said what is at stake in: ${register.unpriced.join(', ')}. State it in the plan's register.stakes.`]
        : []),
      `Proven: ${proven(register.nist)} subcategories of the NIST AI RMF 1.0, ${proven(register.gdpr)} articles of the GDPR.${duties.length > 0 ? ` Duties under the EU AI Act that apply already and are not proven: ${duties.filter(({ open }) => open).length}.` : ''} No legal advice.`,
    ],
  };
}
