import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalQuantile } from '@capstan/base';
import { trainFold } from '../../split/fold.ts';
import { close, floats, lettered, type Numbers, recorded } from '../../testing/sklearn.ts';
import { bins } from '../bins.ts';
import type { Step } from '../contract.ts';
import { maxAbsScaler, minMaxScaler, robustScaler, standardScaler } from '../index.ts';
import { pipeline } from '../pipeline.ts';
import { power, powerTransformer } from './power-transformer.ts';
import { quantileTransformer } from './quantile-transformer.ts';

type Both = { train: Numbers[]; new: Numbers[] };
type Power = {
  lambda: number[];
  values: Numbers[];
  standardized: Numbers[];
  /** For the λ of greatest likelihood, which scikit-learn's search ends near. */
  exact: number[];
  'exact values': Numbers[];
  'exact standardized': Numbers[];
};
type Fixture = { [name: string]: Both } & {
  power: { positive: Numbers[]; 'yeo-johnson': Power; 'box-cox': Power };
  [bins: `bins ${string}`]: { edges: number[][]; codes: Numbers[] };
};
const fixture = recorded<Fixture>('scalers');
const input = lettered(fixture.input!.train);
const later = lettered(fixture.input!.new);

const steps: { [name: string]: Step } = {
  standardScaler: standardScaler('number'),
  'standardScaler without mean': standardScaler('number', { withMean: false }),
  minMaxScaler: minMaxScaler('number', { range: [-1, 2] }),
  'minMaxScaler clipped': minMaxScaler('number', { clip: true }),
  maxAbsScaler: maxAbsScaler('number'),
  robustScaler: robustScaler('number'),
  'robustScaler unit variance': robustScaler('number', { quantileRange: [10, 85], unitVariance: true }),
};

for (const [name, step] of Object.entries(steps)) {
  test(`${name} equals scikit-learn's`, () => {
    const { fitted, train } = pipeline([step]).fitApply(trainFold(input));
    close(train.columns, fixture[name]!.train);
    close(fitted.apply(later), fixture[name]!.new);
  });
}

// scikit-learn places a column's gaps among its quantiles' number: with gaps it asks for more quantiles than values.
for (const [name, options] of [
  ['quantileTransformer of 11', { quantiles: 11 }],
  ['quantileTransformer normal', { quantiles: 25, output: 'normal' }],
] as const) {
  test(`${name} equals scikit-learn's`, () => {
    const fitted = pipeline([quantileTransformer('number', options)]).fit(trainFold(input));
    close(fitted.apply(input), fixture[name]!.train);
    close(fitted.apply(later), fixture[name]!.new);
  });
}

test("quantileTransformer of more quantiles than values equals scikit-learn's", () => {
  const { f: _gaps, ...whole } = input;
  const { f: _more, ...wholeLater } = later;
  const fitted = pipeline([quantileTransformer('number')]).fit(trainFold(whole));
  close(fitted.apply(whole), fixture.quantileTransformer!.train.slice(0, 5));
  close(fitted.apply(wholeLater), fixture.quantileTransformer!.new.slice(0, 5));
});

// scikit-learn's λ depends on the processor's instructions, by up to 3.4e-8 here: fixtures/record_sklearn.py.
test("powerTransformer finds the likeliest λ to 1e-9, and with it scikit-learn's values", () => {
  const { a, b, c, d, f } = input;
  for (const [method, columns] of [
    ['yeo-johnson', { a, b, c, d, f } as typeof input],
    ['box-cox', lettered(fixture.power.positive)],
  ] as const) {
    const expected = fixture.power[method];
    const fit = (standardize: boolean) =>
      pipeline([powerTransformer('number', { method, standardize })]).fit(trainFold(columns));
    const standardized = fit(true);
    const saved = JSON.parse(JSON.stringify(standardized)) as { steps: [{ state: { lambda: number }[] }] };
    const lambdas = saved.steps[0].state.map(({ lambda }) => lambda);
    close([floats(lambdas)], [expected.exact]);
    close([floats(lambdas)], [expected.lambda], 2e-8);
    close(fit(false).apply(columns), expected['exact values']);
    close(standardized.apply(columns), expected['exact standardized']);
    close(standardized.apply(columns), expected.standardized, 1e-7);
    const sameLambda = Object.values(columns).map((column, i) =>
      (column as Float64Array).map((value) => power(value, expected.lambda[i]!, method)),
    );
    close(sameLambda, expected.values);
  }
});

for (const strategy of ['uniform', 'quantile', 'kmeans'] as const) {
  test(`bins of strategy ${strategy} equal scikit-learn's`, () => {
    const { f: _gaps, ...whole } = input;
    const fitted = pipeline([bins('number', { bins: 4, strategy })]).fit(trainFold(whole));
    close(fitted.apply(whole), fixture[`bins ${strategy}`]!.codes);
    const saved = JSON.parse(JSON.stringify(fitted)) as { steps: [{ state: number[][] }] };
    close(saved.steps[0].state.map(floats), fixture[`bins ${strategy}`]!.edges);
  });
}

test('the normal quantile is right to the last digits', () => {
  // Values of scipy.stats.norm.ppf.
  for (const [p, z] of [
    [0.975, 1.959963984540054],
    [0.5, 0],
    [1e-10, -6.361340902404056],
    [1e-300, -37.0470962993612],
    [0.9, 1.2815515655446004],
  ] as const) {
    assert.ok(Math.abs(normalQuantile(p) - z) < 1e-9, `${p}`);
  }
});
