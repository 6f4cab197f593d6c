import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CapitalError } from '../errors.ts';
import { parsePlan } from './parse.ts';

const base = {
  version: 1,
  name: 'Mistakes',
  currency: 'USD',
  asOf: '2026-11-24',
  start: '2027-01',
  months: 24,
  cash: '300000 [USD]',
  cashNoise: '0 [USD]',
};
const said = { asOf: '2026-11-24', source: 't', confidence: 'guess' };
const priced = { kind: 'priced', preMoney: '4000000 [USD]', convention: 'percent-ownership', pool: 'none' };

/** What is written wrongly, and what is said of it. */
const MISTAKES: readonly (readonly [string, object, RegExp])[] = [
  ['a misspelt field', { curency: 'EUR' }, /plan: There is no field 'curency' here\. Did you mean 'currency'\?/],
  [
    'one within a list',
    { runs: [{ name: 'a', start: '2027-01', months: 1, hours: 1, prise: 2 }] },
    /runs\[0\]: There is no field 'prise' here\. Did you mean 'price'\?/,
  ],
  ['a missing field', { cash: undefined, currency: undefined }, /currency: Missing: expected a text/],
  ['another type', { months: 'x' }, /months: Expected a number, received 'x'/],
  [
    'an unknown kind',
    { series: { a: { kind: 'mean-revert', unit: '1' } } },
    /series\.a\.kind: .*Did you mean 'mean-reverting'\?/,
  ],
  [
    'a misspelt name in a formula',
    {
      assumptions: { spend: { value: 3, unit: 'USD/month', ...said } },
      lines: { all: { is: 'spent', unit: 'USD/month', kind: 'cost' } },
    },
    /no assumption or line 'spent'\. Did you mean 'spend'\?/,
  ],
  ['a misspelt unit', { cash: '3 [USDD]' }, /Did you mean 'USD'\?/],
  [
    'overhead as a share',
    {
      hiring: [
        { role: 'A', start: '2027-01', count: '1 [person]', salary: '60000 [USD/(person·year)]', overhead: 0.2 },
      ],
    },
    /hiring\[0\]\.overhead: Expected 1 or more/,
  ],
  [
    'a discount as what is left',
    {
      capTable: {
        holdings: [{ holder: 'A', shares: 1 }],
        convertibles: [{ kind: 'safe', id: 's', holder: 'B', amount: 1, capitalization: 'post', discount: 0.8 }],
      },
    },
    /discount: .*YC's 'Discount Rate 80 %' is discount: 0\.2/,
  ],
  [
    'a correlation twice',
    {
      assumptions: { a: { value: '1 to 2', unit: '1', ...said }, b: { value: '1 to 2', unit: '1', ...said } },
      correlations: [
        { between: ['a', 'b'], rho: 0.5, source: 't' },
        { between: ['b', 'a'], rho: -0.5, source: 't' },
      ],
    },
    /'b' and 'a' are correlated twice, with 0\.5 and -0\.5/,
  ],
  [
    'rounds out of order',
    {
      capTable: { holdings: [{ holder: 'A', shares: 1 }] },
      rounds: [
        { name: 'Seed', month: '2028-05', amount: '1 [USD]', probability: 1, terms: priced },
        { name: 'Series A', month: '2027-05', amount: '1 [USD]', probability: 1, terms: priced },
      ],
    },
    /rounds\[1\]\.month: Series A in 2027-05 comes before Seed in 2028-05/,
  ],
  [
    'a run past the end',
    { runs: [{ name: 'a', start: '2028-11', months: 3, hours: '1 [device·h]', price: '1 [USD/(device·h)]' }] },
    /runs\[0\]\.months: The run goes on until 2029-01, the plan ends in 2028-12/,
  ],
];

for (const [what, more, message] of MISTAKES)
  test(`${what} is refused with its place and what was meant`, () => {
    assert.throws(
      () => parsePlan({ ...base, ...more }),
      (error) => {
        assert.ok(error instanceof CapitalError && error.code === 'bad-plan', String(error));
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /undefined|Invalid input|Unrecognized/);
        return true;
      },
    );
  });
