import { faultLines, nearest, readBySchema } from '@capstan/base';
import { z } from 'zod';
import { checkedDistribution } from '../distribution/assumption.ts';
import { CapitalError } from '../errors.ts';
import { triangle } from '../simulate/columns/correlate.ts';
import { compile } from '../simulate/program/compile.ts';
import { renamedFields } from '../source/offers/renamed.ts';
import { build } from './build/build.ts';
import { checkBounds } from './build/check-bounds.ts';
import type { Problem } from './build/problem.ts';
import type { Plan } from './plan.ts';
import { changesPlan, documentIn } from './scenario.ts';
import { planSchema } from './schema/document.ts';
import { hiddenNames } from './schema/hidden-names.ts';

/**
 * Reads a plan from what a file held, and checks it: shapes, names, formulas, units, dates. All that is wrong is reported at once.
 *
 * @throws {CapitalError} bad-plan — with every problem and its path in `fields.problems`
 * @example parsePlan(JSON.parse(text))
 */
export function parsePlan(from: unknown): Plan {
  const hidden = hiddenNames(from);
  if (hidden.length > 0) throw refuse(hidden);
  const old = oldNames(from);
  if (old.length > 0) throw refuse(old);
  const document = readBySchema(planSchema, from, refuse);
  const builder = build(document);
  const model = builder.finish();
  for (const [name, { set }] of Object.entries(document.scenarios)) {
    for (const [assumption, value] of Object.entries(set)) {
      const path = `scenarios.${name}.set.${assumption}`;
      if (!Object.hasOwn(document.assumptions, assumption)) {
        builder.problem(
          path,
          `There is no assumption '${assumption}'.${meant(assumption, Object.keys(document.assumptions))}`,
        );
        continue;
      }
      attempt(() => checkedDistribution(value), path, builder.problems);
    }
  }
  const known = new Set(builder.problems.map(({ path, message }) => `${path} ${message}`));
  for (const [name, scenario] of Object.entries(document.scenarios)) {
    if (!changesPlan(scenario)) continue;
    const { document: changed, problems } = documentIn(document, name);
    builder.problems.push(...problems);
    if (problems.length > 0) continue;
    const there = build(changed);
    there.finish();
    for (const { path, message } of there.problems)
      if (!known.has(`${path} ${message}`)) builder.problem(`scenarios.${name}`, `${path}: ${message}`);
  }
  const correlations = document.correlations.filter(({ between }) =>
    between.every((name) => Object.hasOwn(builder.inputs, name)),
  );
  document.correlations.forEach(({ between }, i) => {
    for (const name of between) {
      if (!Object.hasOwn(builder.inputs, name) && !Object.hasOwn(document.series, name)) {
        const known = [...Object.keys(builder.inputs), ...Object.keys(document.series)];
        builder.problem(`correlations[${i}]`, `There is no assumption or series '${name}'.${meant(name, known)}`);
      }
    }
  });
  attempt(
    () => triangle([...new Set(correlations.flatMap(({ between }) => between))], correlations),
    'correlations',
    builder.problems,
  );
  if (builder.problems.length === 0) {
    try {
      compile(model, Object.keys(model.lines));
    } catch (error) {
      if (!(error instanceof CapitalError)) throw error;
      const { loop } = error.fields;
      const first = Array.isArray(loop)
        ? loop.map((name) => builder.pathOf(String(name))).find((path) => /[.[]/.test(path))
        : undefined;
      builder.problem(first ?? 'plan', error.message);
    }
  }
  if (builder.problems.length > 0) throw refuse(builder.problems);
  const plan: Plan = { document, model, distributions: builder.distributions, correlations };
  const outside = checkBounds(plan, builder);
  if (outside.length > 0) throw refuse(outside);
  return plan;
}

/** Fields that a plan of an earlier version has. */
function oldNames(from: unknown): Problem[] {
  const { offers } = z.looseObject({ offers: z.array(z.looseObject({})) }).safeParse(Object(from).sourcing).data ?? {
    offers: [],
  };
  return offers.flatMap((offer, i) =>
    renamedFields(offer).map((message) => ({ path: `sourcing.offers[${i}]`, message })),
  );
}

function meant(name: string, known: readonly string[]): string {
  const found = nearest(name, known);
  return found === undefined ? '' : ` Did you mean '${found}'?`;
}

function attempt(what: () => unknown, path: string, problems: Problem[]): void {
  try {
    what();
  } catch (error) {
    if (!(error instanceof CapitalError)) throw error;
    problems.push({ path, message: error.message });
  }
}

function refuse(problems: readonly Problem[]): CapitalError {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  return new CapitalError('bad-plan', `The plan has ${count}:\n${faultLines(problems, 'plan')}`, {
    fields: { problems },
  });
}

/** The JSON Schema of a plan file, for editors. */
export function planJsonSchema(): object {
  return z.toJSONSchema(planSchema, { io: 'input' });
}
