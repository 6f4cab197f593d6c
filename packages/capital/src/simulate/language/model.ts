import { nearest } from '@capstan/base';
import { CapitalError } from '../../errors.ts';
import { multipliedUnit, type Unit, unit } from '../../quantity/units.ts';
import { own } from '../../record.ts';
import type { Expression } from './expression.ts';

/** A monthly random number, standard normal or even in (0, 1), of its own for every path. */
export interface Shock {
  readonly kind: 'normal' | 'uniform';
}

/** A line: what is computed each month. */
export interface Line {
  readonly formula: Expression;
  readonly unit: string;
}

/** What a plan comes down to: inputs drawn once a path, shocks drawn each month, and lines computed from them. */
export interface Model {
  readonly months: number;
  /** The first month, YYYY-MM, for messages. */
  readonly start?: string;
  readonly inputs: Readonly<Record<string, { readonly unit: string }>>;
  readonly shocks: Readonly<Record<string, Shock>>;
  readonly lines: Readonly<Record<string, Line>>;
}

/** A unit's size when time is counted in months, the step of the simulation. */
export function monthlyFactor(u: Unit): number {
  return u.factor / 730.5 ** (u.powers.get('h') ?? 0);
}

const ONE = unit('1');

/**
 * The unit of a formula, checked all the way down; a bare 0 fits everywhere.
 *
 * @throws {CapitalError} unit-mismatch — naming both sides
 * @throws {CapitalError} bad-plan — on a name that is nowhere
 */
export function unitOf(model: Model, expression: Expression, where: string): Unit {
  if (expression.op === 'number') return unit(expression.unit);
  if (expression.op === 'name') return unit(unitOfName(model, expression.name, where));
  const units = expression.args.map((each) => unitOf(model, each, where));
  const [a, b] = units as [Unit, Unit]; // as: the parser has counted; where a function takes one, only the first is read
  const alike = (left: number, right: number): Unit => {
    const [l, r] = [units[left]!, units[right]!];
    if (isZero(expression.args[left]!)) return r;
    if (!isZero(expression.args[right]!) && l.dimension !== r.dimension) {
      throw new CapitalError(
        'unit-mismatch',
        `${where}: ${expression.fn} needs both sides in one kind of unit, received '${l.text}' and '${r.text}' in ${describe(expression)}.`,
        { fields: { left: l.text, right: r.text, where } },
      );
    }
    return l;
  };
  const plain = (index: number): void => {
    const given = units[index]!;
    if (given.dimension === '1') return;
    throw new CapitalError(
      'unit-mismatch',
      `${where}: ${expression.fn} takes a number without a unit, received '${given.text}' in ${describe(expression)}.`,
      { fields: { unit: given.text, where } },
    );
  };
  switch (expression.fn) {
    case 'add':
    case 'sub':
    case 'min':
    case 'max':
    case 'previous':
      return alike(0, 1);
    case 'lt':
    case 'le':
    case 'eq':
      alike(0, 1);
      return ONE;
    case 'if':
      plain(0);
      return alike(1, 2);
    case 'mul':
      return multipliedUnit(a, b, 1);
    case 'div':
      return multipliedUnit(a, b, -1);
    case 'abs':
    case 'floor':
    case 'round':
    case 'sum':
      return a;
    case 'pow': {
      plain(1);
      const power = expression.args[1]!;
      if (a.dimension === '1') return ONE;
      if (power.op === 'number' && Number.isInteger(power.value) && Math.abs(power.value) < 10) {
        return unit(`(${a.text})^${power.value}`);
      }
      plain(0);
      return ONE;
    }
    case 'sqrt':
      plain(0);
      return ONE;
    case 'poisson':
      plain(0);
      plain(1);
      return ONE;
    case 'bass':
      plain(0);
      plain(1);
      plain(2);
      return ONE;
    default:
      plain(0);
      return ONE;
  }
}

/** The unit of a line, an input, a shock or the month. */
function unitOfName(model: Model, name: string, where: string): string {
  if (name === 'month') return '1';
  if (Object.hasOwn(model.lines, name)) return model.lines[name]!.unit;
  if (Object.hasOwn(model.inputs, name)) return model.inputs[name]!.unit;
  if (Object.hasOwn(model.shocks, name)) return '1';
  const names = [...Object.keys(model.inputs), ...Object.keys(model.lines)].sort(
    (a, b) => Number(a.includes('.')) - Number(b.includes('.')), // what the plan names itself first
  );
  throw new CapitalError(
    'bad-plan',
    `${where}: there is no assumption or line '${name}'.${meant(name, names)} There are: ${names.slice(0, 40).join(', ')}${names.length > 40 ? ', …' : ''}.`,
    { fields: { name, where } },
  );
}

/** What a name was meant to be, where one is close. */
function meant(name: string, names: readonly string[]): string {
  const found = nearest(name, names);
  return found === undefined ? '' : ` Did you mean '${found}'?`;
}

function isZero(expression: Expression): boolean {
  return expression.op === 'number' && expression.value === 0;
}

const SIGN: Readonly<Record<string, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  pow: '^',
  lt: '<',
  le: '<=',
  eq: '==',
};

/** A formula as text again. @example describe(parseExpression('a+b')) // 'a + b' */
export function describe(expression: Expression): string {
  if (expression.op === 'number')
    return expression.unit === '1' ? `${expression.value}` : `${expression.value} [${expression.unit}]`;
  if (expression.op === 'name') return expression.name;
  const args = expression.args.map(describe);
  const sign = own(SIGN, expression.fn);
  return sign ? `(${args.join(` ${sign} `)})` : `${expression.fn}(${args.join(', ')})`;
}
