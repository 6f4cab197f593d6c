import { nearest } from '@capstan/base';
import type { z } from 'zod';
import { checkedDistribution } from '../distribution/assumption.ts';
import { build } from './build/build.ts';
import type { Builder } from './build/builder.ts';
import type { Problem } from './build/problem.ts';
import type { Plan } from './plan.ts';
import type { PlanDocument } from './schema/document.ts';
import { hire, revenue, round, run } from './schema/parts.ts';

type Scenario = PlanDocument['scenarios'][string];

/** The sections that a scenario may change: what names their members, and what leaves one of them without effect, so that formulas still find it. */
const SECTIONS = {
  runs: { key: 'name', schema: run, none: { hours: '0 [device·h]' } },
  hiring: { key: 'role', schema: hire, none: { count: '0 [person]' } },
  revenue: { key: 'name', schema: revenue, none: { customers: '0 [customer]', gained: '0 [customer/month]' } },
  rounds: { key: 'name', schema: round, none: { probability: 0 } },
} as const satisfies Record<string, { key: string; schema: z.ZodType; none: object }>;
type SectionName = keyof typeof SECTIONS;
const sections = Object.keys(SECTIONS) as SectionName[]; // as: its own keys

/** Whether a scenario changes more than assumptions. */
export function changesPlan(scenario: Scenario): boolean {
  return [...sections, 'lines' as const].some((section) => Object.keys(scenario[section]).length > 0);
}

/** A plan's document as a scenario has it, and what is wrong with the scenario. */
export function documentIn(document: PlanDocument, name: string): { document: PlanDocument; problems: Problem[] } {
  const scenario = document.scenarios[name]!; // the caller's
  const problems: Problem[] = [];
  const changed: Record<string, unknown> = { ...document };
  for (const section of sections) {
    const { key, schema, none } = SECTIONS[section];
    const members: Record<string, unknown>[] = document[section].map((each) => ({ ...each }));
    const names = members.map((each) => String(each[key]));
    for (const [which, change] of Object.entries(scenario[section])) {
      const at = names.indexOf(which);
      const path = `scenarios.${name}.${section}.${which}`;
      if (at >= 0) {
        members[at] = { ...members[at], ...(change ?? none) };
        continue;
      }
      const added = schema.safeParse({ [key]: which, ...change });
      if (change !== null && added.success) {
        members.push(added.data);
        continue;
      }
      const meant = nearest(which, names);
      problems.push({
        path,
        message: `The plan's ${section} have no '${which}'.${meant === undefined ? '' : ` Did you mean '${meant}'?`}${change === null ? '' : ` A new one needs all its fields${added.success ? '' : `: ${missing(added.error)}`}.`}`,
      });
    }
    changed[section] = members;
  }
  const lines = { ...document.lines };
  for (const [which, change] of Object.entries(scenario.lines)) {
    const before = Object.hasOwn(lines, which) ? lines[which] : undefined;
    if (before) lines[which] = { ...before, ...change };
    else {
      const meant = nearest(which, Object.keys(lines));
      problems.push({
        path: `scenarios.${name}.lines.${which}`,
        message: `The plan has no line '${which}'.${meant === undefined ? '' : ` Did you mean '${meant}'?`} A scenario changes lines; add it to the plan with '0', and change it here.`,
      });
    }
  }
  changed.lines = lines;
  return { document: changed as unknown as PlanDocument, problems }; // as: members were parsed by the schemas of their sections
}

function missing({ issues }: z.ZodError): string {
  return [...new Set(issues.map(({ path }) => path.join('.')))].join(', ');
}

/** A plan as a scenario has it; `builder` where it was built anew. Random numbers have names, so that draws stay the same. */
export function planIn(plan: Plan, name: string): { plan: Plan; builder?: Builder } {
  const scenario = plan.document.scenarios[name]!; // the caller's
  const set = Object.fromEntries(
    Object.entries(scenario.set).map(([assumption, value]) => [assumption, checkedDistribution(value)]),
  );
  if (!changesPlan(scenario)) return { plan: { ...plan, distributions: { ...plan.distributions, ...set } } };
  const { document } = documentIn(plan.document, name);
  const builder = build(document);
  // What runs have taught stays.
  const distributions = { ...builder.distributions, ...plan.distributions, ...set };
  return { plan: { document, model: builder.finish(), distributions, correlations: plan.correlations }, builder };
}
