import { CapitalError } from '../../errors.ts';
import { meantAt } from './meant.ts';

/** A formula taken apart. */
export type Expression =
  | { readonly op: 'number'; readonly value: number; readonly unit: string }
  | { readonly op: 'name'; readonly name: string }
  | { readonly op: 'call'; readonly fn: string; readonly args: readonly Expression[] };

/** Every function that a formula may call, with the least and the most of its arguments. */
export const FUNCTIONS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  add: [2, 2],
  sub: [2, 2],
  mul: [2, 2],
  div: [2, 2],
  pow: [2, 2],
  min: [2, 8],
  max: [2, 8],
  lt: [2, 2],
  le: [2, 2],
  eq: [2, 2],
  if: [3, 3],
  exp: [1, 1],
  log: [1, 1],
  sqrt: [1, 1],
  floor: [1, 1],
  abs: [1, 1],
  previous: [2, 2],
  bass: [3, 3],
  poisson: [2, 2],
  round: [1, 1],
  sum: [1, 1],
};

const TOKEN =
  /\s*(?:(\d[\d_]*(?:\.\d+)?(?:e[-+]?\d+)?)|([A-Za-z_][\w.]*)|\[([^\]]*)\]|(<=|>=|==|!=|[-+*/^(),<>])|(\S))/gy;

interface Token {
  readonly kind: 'number' | 'name' | 'unit' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

const BINARY: Readonly<Record<string, readonly [strength: number, fn: string]>> = {
  or: [1, 'max'],
  and: [2, 'min'],
  '<': [3, 'lt'],
  '<=': [3, 'le'],
  '>': [3, 'gt'],
  '>=': [3, 'ge'],
  '==': [3, 'eq'],
  '!=': [3, 'ne'],
  '+': [4, 'add'],
  '-': [4, 'sub'],
  '*': [5, 'mul'],
  '/': [5, 'div'],
  '^': [7, 'pow'],
};

/** How strongly comparisons bind. */
const COMPARISON = 3;

/**
 * Reads a formula: numbers with units in brackets ('250000 [USD]'), names of assumptions and lines, + − × ÷ ^, comparisons
 * (1 or 0; 10 < x < 20 is both), `and`, `or`, `if(condition, then, else)`, `min`, `max`, `exp`, `log`, `sqrt`, `floor`, `round`, `abs`, `month` (0, 1, …),
 * `previous(line, first)` for the month before, `sum(formula)` for all months so far, `bass(t, p, q)` for Bass's share of adopters, `poisson(u, mean)` for how often something happens where
 * u is even in (0, 1).
 *
 * @throws {CapitalError} bad-plan — with the place where it stopped
 * @example parseExpression('previous(users, 0 [user]) * (1 - churn) + signups * 1 [month]')
 */
export function parseExpression(text: string): Expression {
  if (text.length > 10_000) throw problem(text, 10_000, 'a formula of at most 10,000 characters');
  const tokens = read(text);
  let at = 0;
  let depth = 0;
  const peek = (): Token => tokens[at]!;
  const expect = (sign: string): void => {
    if (peek().text !== sign || peek().kind !== 'sign') throw problem(text, peek().at, `'${sign}'`);
    at++;
  };

  function expression(strength: number): Expression {
    if (++depth > 200) throw problem(text, peek().at, 'at most 200 formulas inside each other');
    let left = operand();
    let compared: Expression | undefined; // the right side of a comparison just read
    for (;;) {
      const token = peek();
      const operator =
        token.kind === 'sign' || token.kind === 'name'
          ? Object.hasOwn(BINARY, token.text)
            ? BINARY[token.text]
            : undefined
          : undefined;
      if (!operator || operator[0] < strength) break;
      at++;
      // Powers bind to the right, the others to the left.
      const right = expression(operator[1] === 'pow' ? operator[0] : operator[0] + 1);
      const comparison = operator[0] === COMPARISON;
      // 10 < x < 20 means both, as in mathematics.
      left =
        comparison && compared
          ? call('min', [left, binary(operator[1], compared, right)])
          : binary(operator[1], left, right);
      compared = comparison ? right : undefined;
    }
    depth--;
    return left;
  }

  function operand(): Expression {
    const token = tokens[at++]!;
    if (token.kind === 'number') {
      const next = peek();
      if (next.kind === 'unit') at++;
      const value = Number(token.text.replaceAll('_', ''));
      if (!Number.isFinite(value)) throw problem(text, token.at, 'a finite number');
      return { op: 'number', value, unit: next.kind === 'unit' ? next.text : '1' };
    }
    if (token.kind === 'sign' && token.text === '-') {
      const value = expression(6);
      return value.op === 'number' ? { ...value, value: -value.value } : call('sub', [number(0), value]);
    }
    if (token.kind === 'sign' && token.text === '(') {
      const inner = expression(0);
      expect(')');
      return inner;
    }
    if (token.kind !== 'name' || Object.hasOwn(BINARY, token.text)) {
      throw problem(text, token.at, 'a number, a name or a parenthesis');
    }
    if (peek().text !== '(' || peek().kind !== 'sign') return { op: 'name', name: token.text };
    at++;
    const args = [expression(0)];
    while (peek().text === ',' && peek().kind === 'sign') {
      at++;
      args.push(expression(0));
    }
    expect(')');
    const count = Object.hasOwn(FUNCTIONS, token.text) ? FUNCTIONS[token.text] : undefined;
    if (!count) throw problem(text, token.at, `a function: ${Object.keys(FUNCTIONS).join(', ')}`);
    if (args.length < count[0] || args.length > count[1]) {
      throw problem(text, token.at, `${count[0]} arguments of ${token.text}, not ${args.length}`);
    }
    return token.text === 'min' || token.text === 'max'
      ? args.reduce((all, each) => call(token.text, [all, each]))
      : call(token.text, args);
  }

  const result = expression(0);
  if (peek().kind !== 'end') throw problem(text, peek().at, 'an operator or the end');
  return result;
}

function read(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [whole, digits, name, bracket, sign, other] = match;
    const start = match.index + whole.length - whole.trimStart().length;
    if (other !== undefined) throw problem(text, start, 'a formula');
    if (digits !== undefined) tokens.push({ kind: 'number', text: digits, at: start });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, at: start });
    else if (bracket !== undefined) tokens.push({ kind: 'unit', text: bracket.trim(), at: start });
    else tokens.push({ kind: 'sign', text: sign!, at: start });
  }
  return [...tokens, { kind: 'end', text: '', at: text.length }];
}

/** A number without a unit, or with one. @example number(12, 'month') */
export function number(value: number, unit = '1'): Expression {
  return { op: 'number', value, unit };
}

/** A call as data. @example call('add', [number(1), name('x')]) */
export function call(fn: string, args: readonly Expression[]): Expression {
  return { op: 'call', fn, args };
}

function binary(fn: string, left: Expression, right: Expression): Expression {
  if (fn === 'gt') return call('lt', [right, left]);
  if (fn === 'ge') return call('le', [right, left]);
  if (fn === 'ne') return call('sub', [number(1), call('eq', [left, right])]);
  return call(fn, [left, right]);
}

function problem(text: string, at: number, expected: string): CapitalError {
  const shown = text.length > 120 ? `${text.slice(Math.max(0, at - 40), at + 40)}` : text;
  const meant = meantAt(text, at);
  return new CapitalError(
    'bad-plan',
    `Expected ${expected} at character ${at + 1} of '${shown}', received '${text.slice(at, at + 12) || 'the end'}'.${meant === undefined ? '' : ` ${meant}`}`,
    { fields: { formula: shown, at } },
  );
}
