import { nearest } from '@capstan/base';
import { CapitalError } from '../errors.ts';
import { CURRENCIES } from './currencies.ts';

// Base units: h, Wh, FLOP, byte, g; each currency and each counted thing is its own, so that USD never becomes EUR and
// tokens never become requests. A month is a twelfth of a Julian year of 8766 h: 730.5 h.

/** How many of the base units one of these is, and in which dimensions. */
interface Atom {
  readonly factor: number;
  readonly dimensions: Readonly<Record<string, number>>;
}

const atom = (factor: number, dimension: string): Atom => ({ factor, dimensions: { [dimension]: 1 } });

const COUNTED =
  'token device core request person image GPU sample label customer user seat share run document page call parameter character word'.split(
    ' ',
  );

const ATOMS: Record<string, Atom> = {
  '1': { factor: 1, dimensions: {} },
  '%': { factor: 0.01, dimensions: {} },
  s: atom(1 / 3600, 'h'),
  min: atom(1 / 60, 'h'),
  h: atom(1, 'h'),
  day: atom(24, 'h'),
  week: atom(168, 'h'),
  month: atom(730.5, 'h'),
  quarter: atom(2191.5, 'h'),
  year: atom(8766, 'h'),
  Wh: atom(1, 'Wh'),
  kWh: atom(1e3, 'Wh'),
  MWh: atom(1e6, 'Wh'),
  GWh: atom(1e9, 'Wh'),
  J: atom(1 / 3600, 'Wh'),
  ...Object.fromEntries(
    Object.entries({ W: 1, kW: 1e3, MW: 1e6 }).map(([name, factor]) => [
      name,
      { factor, dimensions: { Wh: 1, h: -1 } },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries({
      FLOP: 1,
      MFLOP: 1e6,
      GFLOP: 1e9,
      TFLOP: 1e12,
      PFLOP: 1e15,
      EFLOP: 1e18,
      ZFLOP: 1e21,
      YFLOP: 1e24,
    }).map(([name, factor]) => [name, atom(factor, 'FLOP')]),
  ),
  ...Object.fromEntries(
    Object.entries({
      byte: 1,
      kB: 1e3,
      MB: 1e6,
      GB: 1e9,
      TB: 1e12,
      PB: 1e15,
      KiB: 2 ** 10,
      MiB: 2 ** 20,
      GiB: 2 ** 30,
      TiB: 2 ** 40,
    }).map(([name, factor]) => [name, atom(factor, 'byte')]),
  ),
  g: atom(1, 'g'),
  kg: atom(1e3, 'g'),
  t: atom(1e6, 'g'),
  Mtoken: atom(1e6, 'token'),
  krequest: atom(1e3, 'request'),
  ...Object.fromEntries([...CURRENCIES, ...COUNTED].map((name) => [name, atom(1, name)])),
};

/** A unit taken apart: one of it is `factor` base units, and `dimensions` names their powers. */
export interface Unit {
  readonly text: string;
  readonly factor: number;
  /** The dimensions in one canonical text, such as 'USD·h^-1': equal texts can be converted. */
  readonly dimension: string;
  readonly powers: ReadonlyMap<string, number>;
}

/**
 * Makes a unit of one's own known: '1' is a thing counted on its own, such as a call; else so many of other units, such as '24 page'.
 *
 * @throws {CapitalError} unknown-unit — on a name that stands for something else already, or a definition that cannot be read
 * @example defineUnit('dossier', '24 page'); unit('USD/dossier')
 */
export function defineUnit(name: string, definition: string | number = '1'): void {
  const refuse = (why: string): never => {
    throw new CapitalError('unknown-unit', `The unit '${name}' cannot be defined as '${definition}': ${why}`, {
      fields: {
        unit: name,
      },
    });
  };
  if (!/^[A-Za-z]{2,40}$/.test(name)) refuse('expected a name of 2 to 40 letters.');
  const match = /^\s*(\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s*(.*?)\s*$/i.exec(String(definition));
  if (!match) refuse("expected '1' for a thing counted on its own, or a number and a unit such as '24 page'.");
  const [, number, rest] = match as unknown as [string, string, string]; // as: both groups always match
  let made: Atom = atom(1, name);
  if (rest !== '') {
    const base = unit(rest);
    made = { factor: Number(number) * base.factor, dimensions: Object.fromEntries(base.powers) };
  } else if (Number(number) !== 1) refuse("a thing counted on its own is '1'; say of which unit there are so many.");
  const known = Object.hasOwn(ATOMS, name) ? ATOMS[name]! : undefined;
  const same =
    known && known.factor === made.factor && JSON.stringify(known.dimensions) === JSON.stringify(made.dimensions);
  if (known && !same) refuse('the name stands for something else already. Choose another.');
  ATOMS[name] = made;
}

/** What a name that is no unit was meant to be. */
function meantUnit(tokens: readonly string[]): string {
  const strange = tokens.find((token) => /^[A-Za-z]/.test(token) && !Object.hasOwn(ATOMS, token));
  const found = strange === undefined ? undefined : nearest(strange, Object.keys(ATOMS));
  return found === undefined ? '' : ` Did you mean '${found}'?`;
}

const parsed = new Map<string, Unit>();

function shownUnits(): string {
  return Object.keys(ATOMS)
    .filter((name) => !CURRENCIES.includes(name))
    .join(' ');
}

/**
 * Reads a unit: names joined by '·' or '*', divided by '/', with powers '^2' and parentheses; 'USD/(GPU·h)'.
 *
 * @throws {CapitalError} unknown-unit — on a name it does not know
 * @example unit('USD/month').dimension // 'USD·h^-1'
 */
export function unit(text: string): Unit {
  const known = parsed.get(text);
  if (known) return known;
  const tokens = text.match(/[A-Za-z%]+|\d+|[·*/^()-]|\S/g) ?? [];
  let at = 0;
  const fail = (): never => {
    throw new CapitalError(
      'unknown-unit',
      `Expected a unit such as 'USD/h', 'USD/(GPU·h)', '1' or 'token/s', received '${text}'.${meantUnit(tokens)} Known: ${shownUnits()}, and every ISO currency; a plan may define its own in 'units'.`,
      { fields: { unit: text } },
    );
  };
  const factorOf = (): { factor: number; powers: Map<string, number> } => {
    const token = tokens[at++];
    let result: { factor: number; powers: Map<string, number> };
    if (token === '(') {
      result = product();
      if (tokens[at++] !== ')') fail();
    } else {
      const found = token !== undefined && Object.hasOwn(ATOMS, token) ? ATOMS[token]! : fail();
      result = { factor: found.factor, powers: new Map(Object.entries(found.dimensions)) };
    }
    if (tokens[at] !== '^') return result;
    at++;
    const sign = tokens[at] === '-' ? -1 : 1;
    if (sign < 0) at++;
    const power = sign * Number(tokens[at++]);
    if (!Number.isInteger(power) || Math.abs(power) > 9) fail();
    return {
      factor: result.factor ** power,
      powers: new Map([...result.powers].map(([name, value]) => [name, value * power])),
    };
  };
  const product = (): { factor: number; powers: Map<string, number> } => {
    let { factor, powers } = factorOf();
    for (;;) {
      const operator = tokens[at];
      if (operator !== '·' && operator !== '*' && operator !== '/') return { factor, powers };
      at++;
      const right = factorOf();
      const sign = operator === '/' ? -1 : 1;
      factor = sign > 0 ? factor * right.factor : factor / right.factor;
      powers = joined(powers, right.powers, sign);
    }
  };
  if (typeof text !== 'string' || text.length > 100) fail();
  const { factor, powers } = product();
  if (at !== tokens.length) fail();
  const result: Unit = { text, factor, powers, dimension: dimensionText(powers) };
  if (parsed.size < 10_000) parsed.set(text, result);
  return result;
}

function joined(
  left: ReadonlyMap<string, number>,
  right: ReadonlyMap<string, number>,
  sign: number,
): Map<string, number> {
  const result = new Map(left);
  for (const [name, power] of right) result.set(name, (result.get(name) ?? 0) + sign * power);
  return result;
}

function dimensionText(powers: ReadonlyMap<string, number>): string {
  const present = [...powers].filter(([, power]) => power !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
  return present.length === 0
    ? '1'
    : present.map(([name, power]) => (power === 1 ? name : `${name}^${power}`)).join('·');
}

/** The unit of a product (`sign` 1) or a quotient (`sign` −1). @example multipliedUnit(unit('USD/h'), unit('h'), 1) */
export function multipliedUnit(left: Unit, right: Unit, sign: 1 | -1): Unit {
  const powers = joined(left.powers, right.powers, sign);
  if (right.text === '1') return left;
  const text = left.text === '1' && sign === 1 ? right.text : `(${left.text})${sign > 0 ? '·' : '/'}(${right.text})`;
  const factor = sign > 0 ? left.factor * right.factor : left.factor / right.factor;
  return { text: text.length > 80 ? dimensionText(powers) : text, factor, powers, dimension: dimensionText(powers) };
}

/**
 * What one of `from` is in `to`.
 *
 * @throws {CapitalError} unit-mismatch — when the two measure different things
 * @example conversion('year', 'month') // 12
 */
export function conversion(from: string, to: string): number {
  const a = unit(from);
  const b = unit(to);
  if (a.dimension !== b.dimension) {
    throw new CapitalError(
      'unit-mismatch',
      `'${from}' (${a.dimension}) cannot be given in '${to}' (${b.dimension}): they measure different things.`,
      { fields: { from, to } },
    );
  }
  return a.factor / b.factor;
}
