import type { PlanReport } from '../../report/report.ts';
import { cash } from './cash.ts';
import type { PageSection, Section } from './contract.ts';
import { drivers } from './drivers.ts';
import { evidence } from './evidence.ts';
import { experiments } from './experiments.ts';
import { labelling } from './labelling.ts';
import { market } from './market.ts';
import { accounts } from './money/accounts.ts';
import { actuals } from './money/actuals.ts';
import { loans } from './money/loans.ts';
import { statements } from './money/statements.ts';
import { economics } from './owners/economics.ts';
import { equity } from './owners/equity.ts';
import { exits } from './owners/exits.ts';
import { rounds } from './owners/rounds.ts';
import { people } from './people.ts';
import { register } from './register.ts';
import { risks } from './risks.ts';
import { scenarios } from './scenarios.ts';
import { sourcing } from './sourcing.ts';
import { trainings } from './trainings.ts';

/** Every part of the page, in its order: one file each, named here. */
export const PAGE_SECTIONS: readonly PageSection[] = [
  cash,
  actuals,
  drivers,
  evidence,
  trainings,
  sourcing,
  rounds,
  equity,
  exits,
  market,
  economics,
  people,
  labelling,
  risks,
  register,
  experiments,
  scenarios,
  loans,
  statements,
  accounts,
];

/** A plan's report as sections; those about which the plan says nothing are left out. */
export function sectionsOf(report: PlanReport): Section[] {
  return PAGE_SECTIONS.flatMap(({ id, of }) => {
    const made = of(report);
    return made ? [{ id, ...made }] : [];
  });
}
