import type { z } from 'zod';
import { CapitalError } from '../../errors.ts';
import { own } from '../../record.ts';
import { type Expression, parseExpression } from '../../simulate/language/expression.ts';
import type { Model } from '../../simulate/language/model.ts';
import { compile } from '../../simulate/program/compile.ts';
import { runProgram } from '../../simulate/program/run-program.ts';
import type { runFilter } from '../schema/fields.ts';

/** One run as the ledger has it: what it took and what it reached. */
export interface MeasuredRun {
  readonly id: string;
  readonly name: string;
  readonly kind: 'train' | 'evaluate' | 'predict' | 'serve' | 'data';
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
 * @throws {CapitalError} bad-plan — on a name that runs do not have
 * @throws {CapitalError} unit-mismatch — when it is not in the assumption's unit
 */
export function figureModel(figure: string | number, unit: string, currency: string): Figure {
  const expression = parseExpression(String(figure));
  const names = [...new Set(namesIn(expression))];
  const inputs = Object.fromEntries(
    names.map((name) => {
      const known = name === 'money' ? currency : own(TAKEN, name);
      if (known === undefined && !/^(metric|param|summary)\./.test(name)) {
        throw new CapitalError(
          'bad-plan',
          `A run has no '${name}': use ${Object.keys(TAKEN).join(', ')}, money, metric.NAME, param.NAME or summary.NAME.`,
          { fields: { name } },
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
  return own(fields, key) ?? Object.entries(fields).find(([field]) => field.replace(/[^\w.]/g, '_') === key)?.[1];
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
