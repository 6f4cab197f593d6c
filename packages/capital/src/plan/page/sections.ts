import type { PlanReport } from '../report/report.ts';
import type { PageSection, Section } from './section.ts';
import { accounts } from './sections/accounts.ts';
import { cash } from './sections/cash.ts';
import { drivers } from './sections/drivers.ts';
import { evidence } from './sections/evidence.ts';
import { experiments } from './sections/experiments.ts';
import { labelling } from './sections/labelling.ts';
import { market } from './sections/market.ts';
import { economics } from './sections/owners/economics.ts';
import { equity } from './sections/owners/equity.ts';
import { exits } from './sections/owners/exits.ts';
import { rounds } from './sections/owners/rounds.ts';
import { people } from './sections/people.ts';
import { register } from './sections/register.ts';
import { risks } from './sections/risks.ts';
import { scenarios } from './sections/scenarios.ts';
import { sourcing } from './sections/sourcing.ts';
import { trainings } from './sections/trainings.ts';

/** Every part of the page, in its order: one file each, named here. */
export const PAGE_SECTIONS: readonly PageSection[] = [
  cash,
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
  accounts,
];

/** A plan's report as sections; those about which the plan says nothing are left out. */
export function sectionsOf(report: PlanReport): Section[] {
  return PAGE_SECTIONS.flatMap(({ id, of }) => {
    const made = of(report);
    return made ? [{ id, ...made }] : [];
  });
}
