import type { Distribution } from '../../distribution/distribution.ts';
import { CapitalError } from '../../errors.ts';
import { type Unit, unit } from '../../quantity/units.ts';
import { record } from '../../record.ts';
import { type Expression, FUNCTIONS, number, parseExpression } from '../../simulate/language/expression.ts';
import { type Line, type Model, type Shock, unitOf } from '../../simulate/language/model.ts';
import type { PlanDocument } from '../schema/document.ts';
import type { Problem } from './problem.ts';

/** What a line may be at any time, on any path. */
export interface Bounds {
  readonly least: number;
  readonly most?: number;
}

export const NOT_NEGATIVE: Bounds = { least: 0 };
/** What a person costs over the salary: 1 is nothing more. */
export const OVERHEAD: Bounds = { least: 1 };
export const SHARE: Bounds = { least: 0, most: 1 };

/** Collects a plan's inputs, shocks and lines, and everything that is wrong with them. */
export class Builder {
  readonly inputs = record<{ unit: string }>();
  readonly distributions = record<Distribution>();
  readonly shocks = record<Shock>();
  readonly lines = record<Line>();
  readonly problems: Problem[] = [];
  readonly bounds = new Map<string, Bounds & { readonly path: string }>();
  readonly #paths = new Map<string, string>();
  /** Names whose unit is not known: what is made of them is not held against its unit. */
  readonly #broken = new Set<string>();
  readonly months: number;
  readonly start: string;

  constructor({ months, start }: { months: number; start: string }) {
    this.months = months;
    this.start = start;
  }

  /** Where in the plan's file a line or an input comes from. */
  pathOf(name: string): string {
    return this.#paths.get(name) ?? name;
  }

  problem(path: string, message: string): void {
    this.problems.push({ path, message });
  }

  input(name: string, unitText: string, value: Distribution, path: string): void {
    if (!this.#claim(name, path)) return;
    this.inputs[name] = { unit: unitText };
    this.distributions[name] = value;
  }

  /** An input of which nothing can be said but that it was meant to be there. */
  brokenInput(name: string, path: string): void {
    this.input(name, '1', { kind: 'constant', value: 1 }, path);
    this.#broken.add(name);
  }

  shock(name: string, kind: Shock['kind'], path: string): void {
    if (this.#claim(name, path)) this.shocks[name] = { kind };
  }

  /** A line from a formula of the plan or of our own; what is wrong with it is reported at `path`. */
  line(name: string, formula: string | number | Expression, unitText: string, path: string, bounds?: Bounds): void {
    if (!this.#claim(name, path)) return;
    if (bounds) this.bounds.set(name, { ...bounds, path });
    let expression: Expression = number(0);
    try {
      expression =
        typeof formula === 'number'
          ? number(formula)
          : typeof formula === 'string'
            ? parseExpression(formula)
            : formula;
      unit(unitText);
    } catch (error) {
      if (!(error instanceof CapitalError)) throw error;
      this.problem(path, error.message);
      if (!isUnit(unitText)) {
        unitText = '1';
        this.#broken.add(name);
      }
    }
    this.lines[name] = { formula: expression, unit: unitText };
  }

  #claim(name: string, path: string): boolean {
    const taken =
      this.#paths.get(name) ?? (Object.hasOwn(FUNCTIONS, name) || RESERVED.has(name) ? 'the language' : undefined);
    if (taken === undefined) {
      this.#paths.set(name, path);
      return true;
    }
    // A line of our own has no path but its name: the one that the plan gave is the one to change.
    if (path === name) this.problem(taken, `The name '${name}' is one of the plan's own lines. Choose another.`);
    else this.problem(path, `The name '${name}' is taken by ${taken}. Choose another.`);
    return false;
  }

  /** The model, once every line's unit is checked. */
  finish(): Model {
    const { months, start, inputs, shocks, lines } = this;
    const model: Model = { months, start, inputs, shocks, lines };
    for (const [name, { formula, unit: stated }] of Object.entries(this.lines)) {
      const path = this.#paths.get(name)!;
      if (this.#broken.size > 0 && namesIn(formula).some((each) => this.#broken.has(each))) continue;
      try {
        const given = unitOf(model, formula, path);
        const wanted = unit(stated);
        if (given.dimension === wanted.dimension || (formula.op === 'number' && formula.value === 0)) continue;
        this.problem(
          path,
          `Expected ${stated} (${wanted.dimension}), the formula gives '${given.text}' (${given.dimension}).${meantUnit(formula, given, wanted, stated)}`,
        );
      } catch (error) {
        if (!(error instanceof CapitalError)) throw error;
        this.problem(path, error.fields.where === path ? error.message.slice(path.length + 2) : error.message);
      }
    }
    return model;
  }
}

function isUnit(text: string): boolean {
  try {
    unit(text);
    return true;
  } catch (error) {
    if (!(error instanceof CapitalError)) throw error;
    return false;
  }
}

function namesIn(expression: Expression): string[] {
  return expression.op === 'name'
    ? [expression.name]
    : expression.op === 'call'
      ? expression.args.flatMap(namesIn)
      : [];
}

/** What a formula of another unit was likely meant to be. */
function meantUnit(formula: Expression, given: Unit, wanted: Unit, stated: string): string {
  if (given.dimension === '1' && formula.op === 'number') return ` Write '${formula.value} [${stated}]'.`;
  const codes = (text: string): string[] => text.match(/\b[A-Z]{3}\b/g) ?? [];
  const [[from], [to]] = [codes(given.dimension), codes(wanted.dimension)];
  if (from !== undefined && to !== undefined && from !== to && given.dimension.replace(from, to) === wanted.dimension)
    return ` Convert it: '… * rate.${from}', with rates: { ${from}: { rate, asOf, source } }, or plan in ${from}.`;
  return '';
}

const RESERVED = new Set(['month', 'and', 'or', 'if', '__proto__', 'constructor', 'prototype']);

/** What a section of a plan builds its lines with. */
export interface Context {
  readonly builder: Builder;
  readonly plan: PlanDocument;
  /** The plan's currency. */
  readonly money: string;
}
