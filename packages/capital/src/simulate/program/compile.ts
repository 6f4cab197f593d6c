import { CapitalError } from '../../errors.ts';
import { unit } from '../../quantity/units.ts';
import type { Expression } from '../language/expression.ts';
import { type Model, monthlyFactor, unitOf } from '../language/model.ts';
import { Graph, VARIES, type Value } from './graph.ts';
import { type Program, schedule } from './program.ts';

/**
 * Turns a model into a flat program that computes the lines in `outputs`: names resolved, units checked and taken out, what
 * is equal shared, what is constant folded.
 *
 * @throws {CapitalError} unit-mismatch — where units do not go together
 * @throws {CapitalError} bad-plan — on an unknown name or lines that need each other in one month
 * @example compile(model, ['cash'])
 */
export function compile(model: Model, outputs: readonly string[]): Program {
  const graph = new Graph();
  const inputs = Object.keys(model.inputs);
  const shocks = Object.keys(model.shocks);
  const varies = variations(model);
  const states: { line?: string; next(): Value; first: Value; value: Value; index: number }[] = [];
  const totals = new Map<Value, Value>();
  const done = new Map<string, Value>();
  const open: string[] = [];

  function line(name: string): Value {
    const known = done.get(name);
    if (known) return known;
    if (open.includes(name)) {
      const loop = [...open.slice(open.indexOf(name)), name];
      throw new CapitalError(
        'bad-plan',
        `These lines need each other in the same month: ${loop.join(' → ')}. Use previous(line, first) in one of them.`,
        { fields: { loop } },
      );
    }
    open.push(name);
    const { formula, unit: stated } = model.lines[name]!;
    const given = unitOf(model, formula, `line ${name}`);
    const wanted = unit(stated);
    if (given.dimension !== wanted.dimension && !(formula.op === 'number' && formula.value === 0)) {
      throw new CapitalError(
        'unit-mismatch',
        `line ${name}: the formula gives '${given.text}' (${given.dimension}), the line is in '${stated}' (${wanted.dimension}).`,
        { fields: { given: given.text, stated, where: name } },
      );
    }
    const value = value_(formula);
    open.pop();
    done.set(name, value);
    return value;
  }

  function value_(expression: Expression): Value {
    if (expression.op === 'number') return graph.constant(expression.value * monthlyFactor(unit(expression.unit)));
    if (expression.op === 'name') {
      const { name } = expression;
      if (name === 'month') return graph.month();
      if (Object.hasOwn(model.lines, name)) return line(name);
      const shock = shocks.indexOf(name);
      if (shock >= 0) return graph.shock(shock);
      const factor = monthlyFactor(unit(model.inputs[name]!.unit));
      return graph.apply('mul', graph.input(inputs.indexOf(name)), graph.constant(factor));
    }
    const { fn, args } = expression;
    if (fn === 'previous') return previous(args[0]!, args[1]!);
    if (fn === 'bass') return bass(args.map(value_));
    if (fn === 'sum') return running(value_(args[0]!));
    const values = args.map(value_);
    if (fn === 'round') return graph.apply('floor', graph.apply('add', values[0]!, graph.constant(0.5)));
    return graph.apply(fn === 'if' ? 'select' : (fn as 'add'), ...values); // FUNCTIONS holds only these names
  }

  function previous(of: Expression, first: Expression): Value {
    if (of.op !== 'name' || !Object.hasOwn(model.lines, of.name)) {
      throw new CapitalError('bad-plan', `previous(line, first) takes the name of a line, received a formula.`, {
        fields: { of },
      });
    }
    const start = value_(first);
    if (start.varies === VARIES.always) {
      // A first value that is itself computed month by month is chosen in month 0.
      const later = previous(of, { op: 'number', value: 0, unit: '1' });
      return graph.apply('select', graph.apply('eq', graph.month(), graph.constant(0)), start, later);
    }
    const known = states.find(({ line: name, first: value }) => name === of.name && value === start);
    if (known) return known.value;
    const value = graph.state(states.length, varies.get(of.name)! | start.varies | VARIES.byMonth);
    states.push({ line: of.name, next: () => done.get(of.name)!, first: start, value, index: states.length });
    return value;
  }

  /** A sum over the months so far, this one among them. */
  function running(value: Value): Value {
    const known = totals.get(value);
    if (known) return known;
    const before = graph.state(states.length, value.varies | VARIES.byMonth);
    const now = graph.apply('add', before, value);
    states.push({ next: () => now, first: graph.constant(0), value: before, index: states.length });
    totals.set(value, now);
    return now;
  }

  /** (1 − e^(−(p+q)t)) / (1 + (q/p) e^(−(p+q)t)), Bass 1969. */
  function bass([t, p, q]: Value[]): Value {
    const one = graph.constant(1);
    const rate = graph.apply('mul', graph.apply('add', p!, q!), t!);
    const decay = graph.apply('exp', graph.apply('sub', graph.constant(0), rate));
    const below = graph.apply('add', one, graph.apply('mul', graph.apply('div', q!, p!), decay));
    return graph.apply('div', graph.apply('sub', one, decay), below);
  }

  const recorded = outputs.map((name) => {
    if (!Object.hasOwn(model.lines, name))
      throw new CapitalError('bad-plan', `There is no line '${name}'.`, { fields: { name } });
    return { name, value: line(name), scale: 1 / monthlyFactor(unit(model.lines[name]!.unit)) };
  });
  // A state's line may open further states.
  for (let i = 0; i < states.length; i++) if (states[i]!.line !== undefined) line(states[i]!.line!);
  return schedule(graph, {
    months: model.months,
    inputs,
    shocks: shocks.map((name) => ({ name, kind: model.shocks[name]!.kind })),
    outputs: recorded,
    states: states.map(({ first, value, next }) => ({ first, value, next: next() })),
  });
}

/** By which of month and path every line varies: the least that agrees with itself through previous(). */
function variations(model: Model): Map<string, number> {
  const found = new Map<string, number>(Object.keys(model.lines).map((name) => [name, VARIES.never]));
  const of = (expression: Expression): number => {
    if (expression.op === 'number') return VARIES.never;
    if (expression.op === 'name') {
      if (expression.name === 'month') return VARIES.byMonth;
      if (Object.hasOwn(model.lines, expression.name)) return found.get(expression.name)!;
      return Object.hasOwn(model.shocks, expression.name) ? VARIES.always : VARIES.byPath;
    }
    const parts = expression.args.reduce((all, each) => all | of(each), 0);
    return expression.fn === 'previous' || expression.fn === 'sum' ? parts | VARIES.byMonth : parts;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const [name, { formula }] of Object.entries(model.lines)) {
      const now = of(formula) | found.get(name)!;
      if (now !== found.get(name)) changed = true;
      found.set(name, now);
    }
  }
  return found;
}
