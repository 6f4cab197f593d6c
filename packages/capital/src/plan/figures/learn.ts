import type { z } from 'zod';
import type { Distribution } from '../../distribution/distribution.ts';
import { CapitalError } from '../../errors.ts';
import { calibrate } from '../../forecast/learn/calibrate.ts';
import { type Scores, scoreForecasts } from '../../forecast/learn/score.ts';
import { type Expression, parseExpression } from '../../simulate/language/expression.ts';
import type { Model } from '../../simulate/language/model.ts';
import { compile } from '../../simulate/program/compile.ts';
import { runProgram } from '../../simulate/program/run-program.ts';
import { type Plan, withAssumptions } from '../parse.ts';
import type { runFilter } from '../schema/fields.ts';

/** One run as the ledger has it: what it took and what it reached. */
export interface MeasuredRun {
  readonly id: string;
  readonly name: string;
  readonly kind: 'train' | 'evaluate' | 'serve' | 'data';
  readonly status: string;
  /** ISO 8601. */
  readonly started: string;
  readonly hours: number;
  readonly deviceHours: number;
  readonly energyKWh: number;
  readonly money: number;
  readonly currency: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly params: Readonly<Record<string, number>>;
  /** What the run said of itself at its end, such as steps. */
  readonly summary?: Readonly<Record<string, number>>;
}

/** What the ledger says about one assumption. */
export interface Evidence {
  readonly assumption: string;
  readonly unit: string;
  readonly prior: Distribution;
  readonly posterior: Distribution;
  /** Oldest first. */
  readonly runs: readonly { readonly id: string; readonly name: string; readonly value: number }[];
  /** How well each run was forecast from the prior and the runs before it. */
  readonly scores: Scores;
}

const TAKEN: Readonly<Record<string, string>> = { hours: 'h', deviceHours: 'device·h', energy: 'kWh' };

/** The names that a figure of the ledger uses. */
function namesIn(expression: Expression): string[] {
  if (expression.op === 'name') return [expression.name];
  return expression.op === 'call' ? expression.args.flatMap(namesIn) : [];
}

/** A formula over a run's fields, and the fields that it reads. */
export interface Figure {
  readonly model: Model;
  readonly names: readonly string[];
}

/**
 * The model of a figure over a run's fields.
 *
 * @throws CapitalError 'bad-plan' on a name that runs do not have, 'unit-mismatch' when it is not in the assumption's unit.
 */
export function figureModel(figure: string | number, unit: string, currency: string): Figure {
  const expression = parseExpression(String(figure));
  const names = [...new Set(namesIn(expression))];
  const inputs = Object.fromEntries(
    names.map((name) => {
      const known = name === 'money' ? currency : TAKEN[name];
      if (known === undefined && !/^(metric|param|summary)\./.test(name)) {
        throw new CapitalError(
          'bad-plan',
          `A run has no '${name}': use ${Object.keys(TAKEN).join(', ')}, money, metric.NAME, param.NAME or summary.NAME.`,
          { name },
        );
      }
      return [name, { unit: known ?? '1' }];
    }),
  );
  const model: Model = { months: 1, inputs, shocks: {}, lines: { figure: { formula: expression, unit } } };
  compile(model, ['figure']);
  return { model, names };
}

function fieldOf(run: MeasuredRun, name: string): number | undefined {
  if (name === 'hours' || name === 'deviceHours' || name === 'money') return run[name];
  if (name === 'energy') return run.energyKWh;
  const fields =
    (name.startsWith('metric.') ? run.metrics : name.startsWith('param.') ? run.params : run.summary) ?? {};
  const key = name.slice(name.indexOf('.') + 1);
  // The ledger's names may hold what a formula's may not: val/accuracy is metric.val_accuracy.
  return fields[key] ?? Object.entries(fields).find(([field]) => field.replace(/[^\w.]/g, '_') === key)?.[1];
}

function matches(name: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}

/** The finished runs that a filter takes and that have all the fields, oldest first. */
export function runsMeasuring(
  runs: readonly MeasuredRun[],
  { kind, name }: z.output<typeof runFilter>,
  fields: readonly string[],
): MeasuredRun[] {
  return runs
    .filter((run) => run.status === 'done' && (kind === undefined || run.kind === kind))
    .filter((run) => name === undefined || matches(run.name, name))
    .filter((run) => fields.every((field) => Number.isFinite(fieldOf(run, field))))
    .sort((a, b) => (a.started < b.started ? -1 : 1));
}

/** What a figure is in each run. */
export function measuredValues({ model }: Figure, runs: readonly MeasuredRun[]): number[] {
  if (runs.length === 0) return [];
  const program = compile(model, ['figure']);
  const inputs = program.inputs.map((field) => Float64Array.from(runs, (run) => fieldOf(run, field)!));
  return [...runProgram(program, { seed: 0, paths: runs.length, inputs, engine: 'interpreter' })[0]!];
}

/**
 * Replaces every assumption that runs measure by what they say: the stated range is the prior, the finished runs are the
 * measurements (see calibrate). Assumptions that should be measured and were not are named in `guesses`.
 *
 * @throws CapitalError 'bad-number' on a figure that is not above 0, 'bad-plan' on money in another currency.
 * @example learn(plan, runs).plan
 */
export function learn(
  plan: Plan,
  runs: readonly MeasuredRun[],
): { plan: Plan; evidence: Evidence[]; guesses: string[] } {
  const { document } = plan;
  const evidence: Evidence[] = [];
  const guesses: string[] = [];
  const learnt: Record<string, Distribution> = {};
  for (const [name, { measured, unit }] of Object.entries(document.assumptions)) {
    const prior = plan.distributions[name]!;
    if (!measured || prior.kind !== 'lognormal') continue;
    const given = figureModel(measured.figure, unit, document.currency);
    const { names } = given;
    const used = runsMeasuring(runs, measured, names);
    if (used.length === 0) {
      guesses.push(name);
      continue;
    }
    const foreign = names.includes('money') ? used.find(({ currency }) => currency !== document.currency) : undefined;
    if (foreign) {
      throw new CapitalError(
        'bad-plan',
        `assumptions.${name}: run ${foreign.id} was paid in ${foreign.currency}, the plan is in ${document.currency}. Narrow 'measured', or plan in ${foreign.currency}.`,
        { run: foreign.id },
      );
    }
    const values = measuredValues(given, used);
    const bad = values.findIndex((value) => !(value > 0 && Number.isFinite(value)));
    if (bad >= 0) {
      throw new CapitalError(
        'bad-number',
        `assumptions.${name}: run ${used[bad]!.id} gives ${values[bad]} ${unit}; a measured figure is finite and above 0. Narrow 'measured' to the runs that measure it.`,
        { run: used[bad]!.id, value: values[bad] },
      );
    }
    const { posterior } = calibrate(prior, values);
    learnt[name] = posterior;
    evidence.push({
      assumption: name,
      unit,
      prior,
      posterior,
      runs: used.map(({ id, name: title }, i) => ({ id, name: title, value: values[i]! })),
      scores: scoreForecasts(
        values.map((actual, i) => ({ forecast: calibrate(prior, values.slice(0, i)).posterior, actual })),
      ),
    });
  }
  return { plan: withAssumptions(plan, learnt), evidence, guesses };
}
